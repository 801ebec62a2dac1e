import { type Finding, groupOf, type House, type Import, lineOf, type Module } from './module.ts';
import { targetFolder, targetOf } from './specifier.ts';

const why =
  'imports run one way, from the rim to the pure centre, so that a package can be read, tested and replaced alone';

/**
 * What a package of a product may import from its own product. Composition roots start everything, so they see every
 * package below them; everyone may use base, and base uses neither product.
 */
const allowed: Record<string, readonly string[]> = {
  'coord/plan': [],
  'coord/git': ['coord/plan'],
  'coord/desk': ['coord/plan'],
  'coord/sandbox': [],
  'coord/agents': ['coord/desk', 'coord/plan'],
  'coord/store': ['coord/plan'],
  'coord/engine': ['coord/agents', 'coord/desk', 'coord/git', 'coord/store', 'coord/plan'],
  'coord/server': ['coord/engine', 'coord/agents', 'coord/git', 'coord/store', 'coord/plan'],
  'coord/cli': [
    'coord/server',
    'coord/engine',
    'coord/sandbox',
    'coord/agents',
    'coord/desk',
    'coord/git',
    'coord/store',
    'coord/plan',
  ],
  'coord/web': ['coord/server'],
  'hub/rules': [],
  'hub/stats': ['hub/rules'],
  'hub/media': ['hub/rules'],
  'hub/channels': ['hub/rules'],
  'hub/sandbox': ['hub/rules'],
  'hub/mail': ['hub/rules'],
  'hub/payments': ['hub/rules'],
  'hub/store': ['hub/rules'],
  'hub/jobs': ['hub/channels', 'hub/mail', 'hub/payments', 'hub/store', 'hub/stats', 'hub/rules'],
  'hub/api': [
    'hub/jobs',
    'hub/sandbox',
    'hub/media',
    'hub/channels',
    'hub/mail',
    'hub/payments',
    'hub/store',
    'hub/stats',
    'hub/rules',
  ],
  'hub/cli': [
    'hub/api',
    'hub/jobs',
    'hub/sandbox',
    'hub/media',
    'hub/channels',
    'hub/mail',
    'hub/payments',
    'hub/store',
    'hub/stats',
    'hub/rules',
  ],
  'hub/web': ['hub/api'],
  'hub/tracker': [],
};
/** Packages whose imports from another package must be types: they run in a browser. */
const typesOnly = new Set(['coord/web', 'hub/web']);
/** Pure packages take values from nobody, base included: base holds clocks, processes and the database. */
const withoutBase = new Set(['coord/plan', 'hub/rules', 'hub/stats', 'hub/tracker']);
/** Stand-ins for the outside world: tests of every package of their product may start them. */
const standIns = new Set(['coord/sandbox', 'hub/sandbox']);

/** The direction of imports between packages, and the one door of each package. Pure packages may use types of base. */
export function checkDirection(house: House): Finding[] {
  return house.modules.flatMap((module) => module.imports.flatMap((one) => checkImport(house, module, one)));
}

function checkImport(house: House, module: Module, one: Import): Finding[] {
  const target = targetOf(house, module, one.specifier);
  const to = targetFolder(house, target);
  const from = module.folder;
  const finding = (rule: string, found: string, reason: string, fix: string): Finding[] => [
    { rule, file: module.file, line: lineOf(module, one.offset), found, why: reason, fix },
  ];
  if (target.kind === 'file') {
    if (from !== undefined && to !== from) {
      return finding(
        'door',
        `${one.specifier} leaves the package`,
        'a package has one door, its index.ts; behind it everything may be moved',
        'import the package by its name, and export there what is needed',
      );
    }
    if (from !== undefined && !module.isTest && target.file === `${from}/src/index.ts`) {
      return finding(
        'door',
        `${one.specifier} is the package's own door`,
        'inside a package an import names the file, so that the door can never close a circle',
        'import the file that declares it',
      );
    }
    const imported = house.modules.find((other) => other.file === target.file);
    if (!module.isTest && imported?.isTest === true && !one.isType) {
      return finding(
        'door',
        `${one.specifier} is test code`,
        'what a product runs must not load a test runner',
        'give a conformance suite its own entry in the exports of package.json, e.g. "./conformance", and import that in tests',
      );
    }
    return [];
  }
  if (target.kind !== 'workspace') return [];
  const found: Finding[] = [];
  if (!(target.subpath in exportsOf(target.workspace.manifest.exports))) {
    found.push(
      ...finding(
        'door',
        `${one.specifier} reaches behind the door of ${target.workspace.name}`,
        'a package has one door, its index.ts; behind it everything may be moved',
        `import ${target.workspace.name}, and export there what is needed`,
      ),
    );
  }
  if (from !== undefined && to !== undefined && to !== from && !mayImport(module, from, to, one.isType)) {
    found.push(
      ...finding(
        'direction',
        `${from} imports ${one.isType ? 'types of ' : ''}${to}`,
        why,
        allowedWords(from),
      ),
    );
  }
  return found;
}

function mayImport(module: Module, from: string, to: string, isType: boolean): boolean {
  if (to === 'house') return false;
  // Benchmarks stand above both products, and measure pages in the browser that tests use.
  if (module.file.startsWith('house/bench/')) return true;
  if (to === 'base/testing') return module.isTest;
  if (groupOf(to) === 'base') return isType || module.isTest || !withoutBase.has(from);
  if (groupOf(from) === 'base' || groupOf(from) === 'house') return false;
  // The other product is I1's finding; a package that the table does not know yet may use nothing of its product.
  if (groupOf(from) !== groupOf(to)) return true;
  if (module.isTest && standIns.has(to)) return true;
  return (allowed[from] ?? []).includes(to) && (isType || module.isTest || !typesOnly.has(from));
}

function allowedWords(from: string): string {
  const own = allowed[from];
  if (own === undefined && groupOf(from) !== 'base' && groupOf(from) !== 'house') {
    return `${from} is not in the table of house/src/check-direction.ts: enter what it may import`;
  }
  const base = withoutBase.has(from) ? 'types of base' : 'base';
  const names = [...(own ?? []), base].join(', ');
  return `${from} may import ${typesOnly.has(from) ? 'types of ' : ''}${names}; hand the value in from above, or move the code`;
}

/** The subpaths a package opens; a package without `exports` opens nothing. */
function exportsOf(exports: unknown): Record<string, unknown> {
  if (typeof exports === 'string') return { '.': exports };
  return typeof exports === 'object' && exports !== null ? (exports as Record<string, unknown>) : {};
}
