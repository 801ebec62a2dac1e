import type { Node } from 'oxc-parser';
import { type Finding, groupOf, type House, lineOf, type Module } from './module.ts';
import { walk } from './walk.ts';

const why =
  'a seam is an interface with two implementations and one conformance suite; anything else is a function or a plain type';

type Seam = { name: string; module: Module; offset: number };

/**
 * I7: an exported `interface` has at least two implementations (a class that implements it, a function that returns it, a
 * value declared as it), an exported suite called for it (`agentDriverConformance` or `driverConformance` for
 * AgentDriver), and a test that runs the suite. Augmentations of other people's modules are no seams.
 */
export function checkSeams(house: House): Finding[] {
  return house.modules
    .filter(({ folder }) => folder !== undefined)
    .flatMap((module) => exportedInterfaces(module).flatMap((seam) => checkSeam(house, seam)));
}

function checkSeam(house: House, { name, module, offset }: Seam): Finding[] {
  const product = house.modules.filter(
    ({ folder }) => folder !== undefined && groupOf(folder) === groupOf(module.file),
  );
  const implementations = new Set(product.flatMap((other) => implementationsOf(name, other)));
  const suites = product
    .filter(({ folder }) => folder === module.folder)
    .flatMap((other) => suitesOf(name, other));
  const finding = (found: string, fix: string): Finding[] => [
    { rule: 'I7', file: module.file, line: lineOf(module, offset), found, why, fix },
  ];
  if (implementations.size < 2) {
    const have =
      implementations.size === 0 ? 'no implementation' : `one implementation, ${[...implementations].join()}`;
    return finding(
      `interface ${name} has ${have}`,
      `write \`type ${name} = {…}\`, or functions, until there are two`,
    );
  }
  if (suites.length === 0) {
    return finding(
      `interface ${name} has no conformance suite`,
      `export ${uncapitalised(name)}Conformance from its package and run it on each implementation`,
    );
  }
  if (!product.some((other) => other.isTest && suites.some((suite) => calls(suite, other)))) {
    return finding(`no test runs ${suites.join()}`, 'call the suite from a test of each implementation');
  }
  return [];
}

function exportedInterfaces(module: Module): Seam[] {
  const declared = new Map<string, number>();
  const exported = new Set<string>();
  for (const statement of module.program.body) {
    if (statement.type === 'TSInterfaceDeclaration') declared.set(statement.id.name, statement.start);
    if (statement.type === 'ExportNamedDeclaration' && statement.source === null) {
      for (const { local } of statement.specifiers) if ('name' in local) exported.add(local.name);
    }
    if (statement.type !== 'ExportNamedDeclaration' && statement.type !== 'ExportDefaultDeclaration')
      continue;
    if (statement.declaration?.type === 'TSInterfaceDeclaration') {
      declared.set(statement.declaration.id.name, statement.declaration.start);
      exported.add(statement.declaration.id.name);
    }
  }
  return [...declared]
    .filter(([name]) => exported.has(name))
    .map(([name, offset]) => ({ name, module, offset }));
}

function implementationsOf(name: string, module: Module): string[] {
  const found: string[] = [];
  const add = (label: string): void => {
    found.push(`${label} in ${module.file}`);
  };
  walk(module.program, (node, ancestors) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      if (node.implements?.some(({ expression }) => mentions(expression, name)))
        add(node.id?.name ?? 'a class');
    }
    if (
      /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type) &&
      'returnType' in node
    ) {
      if (node.returnType && isOfType(node.returnType.typeAnnotation, name)) add(labelOf(node, ancestors));
    }
    if (
      node.type === 'VariableDeclarator' &&
      node.init &&
      node.id.type === 'Identifier' &&
      node.id.typeAnnotation
    ) {
      if (isOfType(node.id.typeAnnotation.typeAnnotation, name) && node.init.type === 'ObjectExpression')
        add(node.id.name);
    }
    if (node.type === 'TSSatisfiesExpression' && isOfType(node.typeAnnotation, name))
      add(labelOf(node, ancestors));
  });
  return found;
}

/** `Seam`, or `Promise<Seam>`. */
function isOfType(type: Node, name: string): boolean {
  if (type.type !== 'TSTypeReference') return false;
  if (mentions(type.typeName, name)) return true;
  const [inner] = type.typeArguments?.params ?? [];
  return mentions(type.typeName, 'Promise') && inner !== undefined && isOfType(inner, name);
}

function mentions(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function labelOf(node: Node, ancestors: readonly Node[]): string {
  if ('id' in node && node.id !== null && typeof node.id === 'object' && 'name' in node.id)
    return String(node.id.name);
  const declarator = ancestors.findLast((one) => one.type === 'VariableDeclarator');
  return declarator?.id.type === 'Identifier' ? declarator.id.name : `offset ${node.start}`;
}

/** Exported functions called `<seam>Conformance`, where the seam's leading words may be left out. */
function suitesOf(name: string, module: Module): string[] {
  return exportedNames(module).filter((exported) => {
    const seam = /^(\w+)Conformance$/.exec(exported)?.[1];
    return seam !== undefined && new RegExp(`(^|[a-z0-9])${capitalised(seam)}$`).test(name);
  });
}

function exportedNames(module: Module): string[] {
  return module.program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return [];
    const { declaration } = statement;
    if (declaration.type === 'FunctionDeclaration') return declaration.id ? [declaration.id.name] : [];
    if (declaration.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  });
}

function calls(suite: string, module: Module): boolean {
  let isCalled = false;
  walk(module.program, (node) => {
    if (node.type === 'CallExpression' && mentions(node.callee, suite)) isCalled = true;
  });
  return isCalled;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function uncapitalised(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
