import type { ParseResult } from 'oxc-parser';
import type { Import } from './module.ts';
import { literalText, walk } from './walk.ts';

/** Every way in which a module names another: static, re-exported, dynamic, required and in types. */
export function readImports(parsed: ParseResult): Import[] {
  const found: Import[] = [];
  for (const statement of parsed.module.staticImports) {
    found.push({
      specifier: statement.moduleRequest.value,
      // `import {} from` and `import 'x'` load the module; only entries that are all types do not.
      isType: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
      names: statement.entries.filter((entry) => !entry.isType).map((entry) => entry.importName.name ?? '*'),
      offset: statement.start,
    });
  }
  for (const entry of parsed.module.staticExports.flatMap((statement) => statement.entries)) {
    if (entry.moduleRequest === null) continue;
    found.push({
      specifier: entry.moduleRequest.value,
      isType: entry.isType,
      names: entry.isType ? [] : [entry.importName.name ?? '*'],
      offset: entry.start,
    });
  }
  walk(parsed.program, (node) => {
    if (node.type === 'ImportExpression') add(literalText(node.source), false, node.start);
    if (node.type === 'TSImportType') add(node.source.value, true, node.start);
    if (node.type === 'TSExternalModuleReference') add(node.expression.value, false, node.start);
    if (node.type === 'CallExpression' && isLoader(node.callee)) {
      const [argument] = node.arguments;
      if (argument !== undefined) add(literalText(argument), false, node.start);
    }
  });
  return found;

  function add(specifier: string | undefined, isType: boolean, offset: number): void {
    if (specifier !== undefined) found.push({ specifier, isType, names: isType ? [] : ['*'], offset });
  }
}

/** `require('x')`, `require.resolve('x')`, `import.meta.resolve('x')`, and mocks that stand in for a module. */
function isLoader(callee: import('oxc-parser').Node): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require';
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  const { object, property } = callee;
  if (object.type === 'MetaProperty') return property.name === 'resolve';
  if (object.type !== 'Identifier') return false;
  return (
    (object.name === 'require' && property.name === 'resolve') ||
    (object.name === 'vi' && ['mock', 'doMock', 'importActual'].includes(property.name))
  );
}
