import type { Node, ParamPattern, Program } from 'oxc-parser';
import { visitorKeys } from 'oxc-parser';
import { childrenOf } from './walk.ts';

/** A name that a module uses without declaring it: a global. `parent` is the node that holds the use. */
export type GlobalUse = { name: string; offset: number; parent: Node };

type Scope = ReadonlySet<string>;

const typeOnlyFields = new Set([
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'returnType',
  'superTypeArguments',
  'implements',
]);
const transparentTypes = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);
/** Type syntax with code in it. */
const typesWithCode = new Set([
  ...transparentTypes,
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSParameterProperty',
]);

/**
 * Every use of a global in the code of a module. A name counts as declared only where the language sees it, so that a
 * parameter called `process` in one function does not hide the global in the next. Types are not code and are left out.
 */
export function findGlobals(program: Program): GlobalUse[] {
  const found: GlobalUse[] = [];
  visit(program, program, []);
  return found;

  function visit(node: Node, parent: Node, scopes: readonly Scope[]): void {
    if (isTypeSyntax(node)) return;
    if (node.type === 'Identifier') {
      if (!scopes.some((scope) => scope.has(node.name)))
        found.push({ name: node.name, offset: node.start, parent });
      return;
    }
    const own = declaredBy(node);
    const inner = own === undefined ? scopes : [...scopes, own];
    for (const child of codeChildren(node)) visit(child, node, inner);
  }
}

/** `declare const process` and `declare global` describe; they declare nothing. */
function isTypeSyntax(node: Node): boolean {
  if ('declare' in node && node.declare === true) return true;
  return node.type.startsWith('TS') && !typesWithCode.has(node.type);
}

/** The children that are evaluated: neither types nor names that are merely written down (keys, labels, bindings). */
function codeChildren(node: Node): Node[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? [node.object, node.property] : [node.object];
    case 'Property':
      return node.computed ? [node.key, node.value] : [node.value];
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
      return childrenOf(node, node.computed ? ['decorators', 'key', 'value'] : ['decorators', 'value']);
    case 'TSEnumMember':
      return childrenOf(node, ['initializer']);
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'MetaProperty':
    case 'BreakStatement':
    case 'ContinueStatement':
      return [];
    case 'ExportNamedDeclaration':
      return node.source === null ? childrenOf(node, ['declaration', 'specifiers']) : [];
    case 'ExportSpecifier':
      return [node.local];
    case 'LabeledStatement':
      return [node.body];
    default:
      return childrenOf(
        node,
        (visitorKeys[node.type] ?? []).filter((key) => !typeOnlyFields.has(key)),
      );
  }
}

/** The names that a node brings into scope for its children; undefined for a node that opens no scope. */
function declaredBy(node: Node): Scope | undefined {
  switch (node.type) {
    case 'Program':
      return new Set([...node.body.flatMap(lexicalNames), ...varNames(node.body)]);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const names = node.params.flatMap(parameterNames);
      if (node.id) names.push(node.id.name);
      if (node.body) names.push(...varNames([node.body]));
      // `arguments` is declared by every function but an arrow.
      if (node.type !== 'ArrowFunctionExpression') names.push('arguments');
      return new Set(names);
    }
    case 'ClassExpression':
    case 'ClassDeclaration':
      return new Set(node.id ? [node.id.name] : []);
    case 'StaticBlock':
    case 'BlockStatement':
    case 'TSModuleBlock':
      return new Set([
        ...node.body.flatMap(lexicalNames),
        ...(node.type === 'BlockStatement' ? [] : varNames(node.body)),
      ]);
    case 'SwitchStatement':
      return new Set(node.cases.flatMap((one) => one.consequent).flatMap(lexicalNames));
    case 'ForStatement':
      return new Set(node.init ? lexicalNames(node.init) : []);
    case 'ForInStatement':
    case 'ForOfStatement':
      return new Set(lexicalNames(node.left));
    case 'CatchClause':
      return new Set(node.param ? patternNames(node.param) : []);
    case 'TSEnumBody':
      return new Set(node.members.map((member) => ('name' in member.id ? member.id.name : '')));
    default:
      return undefined;
  }
}

/** Names a statement declares in its own block: imports, let, const, using, functions, classes, enums, namespaces. */
function lexicalNames(statement: Node): string[] {
  if (isTypeSyntax(statement) && statement.type !== 'TSImportEqualsDeclaration') return [];
  switch (statement.type) {
    case 'ImportDeclaration':
      return statement.specifiers.map((specifier) => specifier.local.name);
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return statement.declaration ? lexicalNames(statement.declaration) : [];
    case 'VariableDeclaration':
      return statement.declarations.flatMap((declarator) => patternNames(declarator.id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.id ? [statement.id.name] : [];
    case 'TSEnumDeclaration':
    case 'TSImportEqualsDeclaration':
      return [statement.id.name];
    case 'TSModuleDeclaration':
      return statement.id.type === 'Identifier' ? [statement.id.name] : [];
    default:
      return [];
  }
}

/** Names of `var` at any depth, since they belong to the whole function. */
function varNames(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (/^(Function|ArrowFunction|Class)/.test(node.type) || isTypeSyntax(node)) return [];
    const own = node.type === 'VariableDeclaration' && node.kind === 'var' ? lexicalNames(node) : [];
    return [...own, ...varNames(childrenOf(node))];
  });
}

function parameterNames(parameter: ParamPattern): string[] {
  return patternNames(parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter);
}

function patternNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap(patternNames);
    case 'Property':
      return patternNames(pattern.value);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case 'RestElement':
      return patternNames(pattern.argument);
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    default:
      return [];
  }
}
