import type { Node } from 'oxc-parser';
import { type Finding, type House, lineOf, type Module } from './module.ts';
import { targetOf } from './specifier.ts';
import { accessedName, walk } from './walk.ts';

const why = 'one place to read what the data can do';
const fix =
  "write it as a function of the product's store package, named for the statement (insert, update, remove, find, get)";

/** base/postgres administers servers and databases and keeps the table of migrations: that SQL is its own. */
const ownSql = new Set(['base/postgres']);
const databasePackages = new Set([
  'drizzle-orm',
  'pg',
  'pg-pool',
  'pg-query-stream',
  'postgres',
  'kysely',
  'knex',
  'slonik',
]);

/**
 * A statement at the start of a text, all in capitals or all in small letters, so that a sentence that begins with
 * "Select" or "Update" is none. Each form asks for as much of its grammar as ordinary words do not have.
 */
const statements: readonly RegExp[] = [
  /^select\s+(\*|count\(|distinct\s|[\w".]+(\s*(::\w+)?(\s+as\s+\w+)?\s*,|\s+from\s+[\w".]+\s*($|where|join|left|inner|order|group|limit|for|;)))/,
  /^select\s+[\w.]+\([^)]*\)/,
  /^insert\s+into\s+\S+/,
  /^update\s+[\w".]+\s+set\s+\S+/,
  /^delete\s+from\s+[\w".]+\s*($|where|using|returning|;)/,
  /^(create|alter|drop)\s+(or\s+replace\s+)?(unlogged\s+|temp\s+|unique\s+)?(table|index|schema|type|extension|function|trigger|view|database|role|sequence|user)\s+[\w"$]/,
  /^truncate\s+(table\s+)?[\w".]+\s*($|cascade|restart|;)/,
  /^with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s*\(/,
  /^(listen|notify|unlisten)\s+[\w"]+\s*($|,|;)/,
  /^(grant|revoke)\s+\w+.*\son\s/,
];

/**
 * I4: SQL only in the store packages. Found as texts that read like a statement, `sql` templates, `.query(…)` calls and
 * imports of database packages (types are free). Tests may ask the database what is there.
 */
export function checkSql(house: House): Finding[] {
  return house.modules
    .filter((module) => module.folder !== undefined && !module.isTest)
    .filter(({ folder = '' }) => !folder.endsWith('/store') && !ownSql.has(folder) && folder !== 'house')
    .flatMap((module) => [...databaseImports(house, module), ...sqlTexts(module)]);
}

function databaseImports(house: House, module: Module): Finding[] {
  return module.imports.flatMap(({ specifier, isType, offset }): Finding[] => {
    const target = targetOf(house, module, specifier);
    if (isType || target.kind !== 'package' || !databasePackages.has(target.name)) return [];
    return [finding(module, offset, `imports ${specifier}`)];
  });
}

function sqlTexts(module: Module): Finding[] {
  const found: Finding[] = [];
  walk(module.program, (node, ancestors) => {
    if (node.type === 'TaggedTemplateExpression' && isSqlTag(node.tag)) {
      found.push(finding(module, node.start, 'an sql template'));
      return;
    }
    if (node.type === 'CallExpression' && accessedName(node.callee) === 'query') {
      found.push(finding(module, node.start, 'a .query(…) call'));
      return;
    }
    const text = textOf(node);
    if (text === undefined || !isStatement(text)) return;
    const parent = ancestors.at(-1);
    if (parent?.type === 'CallExpression' && accessedName(parent.callee) === 'query') return;
    if (parent?.type === 'TaggedTemplateExpression' && isSqlTag(parent.tag)) return;
    found.push(finding(module, node.start, `a text that reads as SQL: ${text.trim().slice(0, 40)}`));
  });
  return found;
}

function isSqlTag(tag: Node): boolean {
  return (tag.type === 'Identifier' && tag.name === 'sql') || accessedName(tag) === 'sql';
}

/** A template is read with `$` for each substitution. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  return node.quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw).join('$');
}

function isStatement(text: string): boolean {
  const trimmed = text.trim();
  const [first = ''] = trimmed.split(/\s/);
  const isOneCase = first === first.toLowerCase() || first === first.toUpperCase();
  return isOneCase && statements.some((statement) => statement.test(trimmed.toLowerCase()));
}

function finding(module: Module, offset: number, found: string): Finding {
  return { rule: 'I4', file: module.file, line: lineOf(module, offset), found, why, fix };
}
