import type { Expression, Node, ObjectExpression } from 'oxc-parser';
import { type Finding, groupOf, type House, lineOf, type Module } from './module.ts';
import { accessedName, walk } from './walk.ts';

const why =
  'a shape that crosses a boundary has one schema and its type is inferred from it; two descriptions of one shape drift apart';

/** Schemas of one value describe no shape that could drift: they are bricks of others. */
const scalars = new Set([
  'string',
  'number',
  'int',
  'boolean',
  'bigint',
  'date',
  'literal',
  'coerce',
  'iso',
  'stringbool',
]);

type Schema = { name: string; isExported: boolean; module: Module; offset: number; keys?: string };
type PlainType = { name: string; module: Module; offset: number; keys: string };

/**
 * I8: an exported Zod schema of a shape stands beside an exported type that is inferred from it, and no plain type of the same
 * product spells out the same keys. Shapes of fewer than three keys are compared only when the names agree as well.
 * Tests are exempt.
 */
export function checkSchemas(house: House): Finding[] {
  const modules = house.modules.filter(({ folder, isTest }) => folder !== undefined && !isTest);
  const schemas = modules.flatMap(schemasOf);
  const types = modules.flatMap(plainTypesOf);
  return [
    ...schemas.flatMap(checkInferred),
    ...schemas.flatMap((schema) =>
      types.filter((type) => isSameShape(schema, type)).map((type) => twice(schema, type)),
    ),
  ];
}

function checkInferred({ name, isExported, module, offset }: Schema): Finding[] {
  if (!isExported || hasInferredType(module, name)) return [];
  const typeName = name.replace(/Schema$/, '').replace(/^./, (first) => first.toUpperCase());
  return [
    {
      rule: 'I8',
      file: module.file,
      line: lineOf(module, offset),
      found: `${name} is exported without its inferred type`,
      why,
      fix: `export type ${typeName} = z.infer<typeof ${name}> beside it`,
    },
  ];
}

function twice(schema: Schema, type: PlainType): Finding {
  const at = `${schema.module.file}:${lineOf(schema.module, schema.offset)}`;
  return {
    rule: 'I8',
    file: type.module.file,
    line: lineOf(type.module, type.offset),
    found: `${type.name} spells out the keys of ${schema.name} (${at})`,
    why,
    fix: `infer it: type ${type.name} = z.infer<typeof ${schema.name}>; or drop the schema if the shape crosses no boundary`,
  };
}

function isSameShape(schema: Schema, type: PlainType): boolean {
  if (schema.keys === undefined || schema.keys !== type.keys) return false;
  if (groupOf(schema.module.file) !== groupOf(type.module.file)) return false;
  const isNamesake = schema.name.replace(/Schema$/, '').toLowerCase() === type.name.toLowerCase();
  return isNamesake || schema.keys.split(',').length >= 3;
}

function schemasOf(module: Module): Schema[] {
  const zod = zodNames(module);
  if (zod.size === 0) return [];
  const reExported = new Set(
    module.program.body.flatMap((statement) =>
      statement.type === 'ExportNamedDeclaration' && statement.source === null
        ? statement.specifiers.flatMap(({ local }) => ('name' in local ? [local.name] : []))
        : [],
    ),
  );
  return module.program.body.flatMap((statement) => {
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id, init, start }): Schema[] => {
      if (id.type !== 'Identifier' || !init || !isSchema(init, zod)) return [];
      const keys = objectKeys(init);
      const isExported = isExport || reExported.has(id.name);
      return [{ name: id.name, isExported, module, offset: start, ...(keys === undefined ? {} : { keys }) }];
    });
  });
}

/** The local names under which zod is known: `z`, or a namespace. */
function zodNames(module: Module): Set<string> {
  return new Set(
    module.program.body.flatMap((statement) =>
      statement.type === 'ImportDeclaration' && /^zod(\/|$)/.test(statement.source.value)
        ? statement.specifiers.map(({ local }) => local.name)
        : [],
    ),
  );
}

/** A chain of calls that begins at zod and does not end in parsing something: `z.object({…}).strict()`. */
function isSchema(expression: Expression, zod: ReadonlySet<string>): boolean {
  if (expression.type !== 'CallExpression') return false;
  if (/^(safe)?(parse|encode|decode)(Async)?$/i.test(accessedName(expression.callee) ?? '')) return false;
  let node: Node = expression;
  let kind: string | undefined;
  for (;;) {
    if (node.type === 'CallExpression') node = node.callee;
    else if (node.type === 'MemberExpression') {
      kind = accessedName(node);
      node = node.object;
    } else return node.type === 'Identifier' && zod.has(node.name) && !scalars.has(kind ?? '');
  }
}

/** The keys of the object schema that the chain begins with, sorted; undefined for every other schema. */
function objectKeys(expression: Expression): string | undefined {
  let shape: ObjectExpression | undefined;
  for (let node: Node = expression; ; ) {
    if (node.type === 'CallExpression') {
      const isObject = /^(object|strictObject|looseObject)$/.test(accessedName(node.callee) ?? '');
      const [first] = node.arguments;
      // Whatever adds or takes keys makes another shape than the literal shows.
      if (
        /^(extend|safeExtend|merge|pick|omit|and|or|array|transform|pipe)$/.test(
          accessedName(node.callee) ?? '',
        )
      )
        return undefined;
      if (isObject && first?.type === 'ObjectExpression') shape = first;
      node = node.callee;
    } else if (node.type === 'MemberExpression') node = node.object;
    else break;
  }
  if (shape === undefined || shape.properties.some(({ type }) => type === 'SpreadElement')) return undefined;
  return shape.properties
    .flatMap((property) => (property.type === 'Property' ? [keyOf(property.key)] : []))
    .sort()
    .join();
}

function hasInferredType(module: Module, schema: string): boolean {
  return module.program.body.some((statement) => {
    if (
      statement.type !== 'ExportNamedDeclaration' ||
      statement.declaration?.type !== 'TSTypeAliasDeclaration'
    )
      return false;
    let isInferred = false;
    walk(statement.declaration.typeAnnotation, (node) => {
      if (node.type === 'TSTypeQuery' && node.exprName.type === 'Identifier' && node.exprName.name === schema)
        isInferred = true;
    });
    return isInferred;
  });
}

function plainTypesOf(module: Module): PlainType[] {
  const found: PlainType[] = [];
  walk(module.program, (node) => {
    if (node.type === 'TSTypeAliasDeclaration' && node.typeAnnotation.type === 'TSTypeLiteral') {
      add(node.id.name, node.start, node.typeAnnotation.members);
    }
    if (node.type === 'TSInterfaceDeclaration') add(node.id.name, node.start, node.body.body);
  });
  return found;

  function add(name: string, offset: number, members: readonly Node[]): void {
    const keys = members.flatMap((member) =>
      member.type === 'TSPropertySignature' ? [keyOf(member.key)] : [],
    );
    if (keys.length > 0 && keys.length === members.length)
      found.push({ name, module, offset, keys: keys.sort().join() });
  }
}

function keyOf(key: Node): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : '?';
}
