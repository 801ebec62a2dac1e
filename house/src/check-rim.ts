import { findGlobals } from './find-globals.ts';
import { type Finding, groupOf, type House, type Import, lineOf, type Module } from './module.ts';
import { targetOf } from './specifier.ts';

const why =
  'the rim is short and testable: whoever looks for what leaves the process finds all of it in a few places';

/** Whatever starts a process. From base/process only the functions that start one count, not those that look or end. */
const processPackages = new Set([
  'child_process',
  'cluster',
  'execa',
  'cross-spawn',
  'tinyexec',
  'zx',
  'node-pty',
  'nano-spawn',
]);
const processStarters: Record<string, readonly string[]> = {
  'base/process': ['runProcess', 'startDetached', '*'],
};
/** A stand-in of an agent runs commands as the agent does. */
const processFolders = ['coord/git', 'coord/agents', 'coord/sandbox'];
const processFix =
  'start it in coord/git or coord/agents (gate commands use the same runner) and export a function named for what it does';

/** Whatever opens a connection or listens for one. */
const networkPackages = new Set([
  'http',
  'https',
  'http2',
  'net',
  'tls',
  'dgram',
  'undici',
  'axios',
  'got',
  'ky',
  'node-fetch',
  'ws',
]);
const networkGlobals = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']);
const networkFolders = ['coord/desk', 'hub/channels', 'hub/mail', 'hub/payments'];
/** Servers listen; the sandboxes are the outside world of the tests; the browser packages speak to their own origin. */
const listeningFolders = [
  'coord/server',
  'coord/sandbox',
  'coord/web',
  'hub/api',
  'hub/sandbox',
  'hub/web',
  'hub/tracker',
];
const networkFix =
  'outside HTTP belongs to coord/desk (it passes model requests on), hub/channels, hub/mail, hub/payments, or to the one src/outbound.ts of the product; listening belongs to its server';

/**
 * I5: processes start only in coord/git, coord/agents and base; the network is reached only in the packages named above
 * and in one `outbound.ts` per product. Tests really spawn and really listen; house builds and measures.
 */
export function checkRim(house: House): Finding[] {
  const judged = house.modules.filter(
    ({ folder, isTest }) =>
      folder !== undefined && !isTest && groupOf(folder) !== 'base' && groupOf(folder) !== 'house',
  );
  return [
    ...judged.flatMap((module) => [...processes(house, module), ...network(house, module)]),
    ...secondOutbound(judged),
  ];
}

function processes(house: House, module: Module): Finding[] {
  if (processFolders.includes(module.folder ?? '')) return [];
  return module.imports
    .filter((one) => startsProcesses(house, module, one))
    .map(({ specifier, offset }) =>
      finding(module, offset, `starts processes through ${specifier}`, processFix),
    );
}

function startsProcesses(house: House, module: Module, one: Import): boolean {
  if (one.isType) return false;
  const target = targetOf(house, module, one.specifier);
  if (target.kind === 'builtin' || target.kind === 'package') return processPackages.has(target.name);
  if (target.kind !== 'workspace') return false;
  return one.names.some((name) => processStarters[target.workspace.folder]?.includes(name));
}

function network(house: House, module: Module): Finding[] {
  if ([...networkFolders, ...listeningFolders].includes(module.folder ?? '') || isOutbound(module)) return [];
  const imports = module.imports
    .filter(({ specifier, isType }) => {
      const target = targetOf(house, module, specifier);
      return (
        !isType &&
        (target.kind === 'builtin' || target.kind === 'package') &&
        networkPackages.has(target.name)
      );
    })
    .map(({ specifier, offset }) =>
      finding(module, offset, `reaches the network through ${specifier}`, networkFix),
    );
  const globals = findGlobals(module.program)
    .filter(({ name }) => networkGlobals.has(name))
    .map(({ name, offset }) => finding(module, offset, `reaches the network through ${name}`, networkFix));
  return [...imports, ...globals];
}

function isOutbound({ file }: Module): boolean {
  return /^(coord|hub)\/[^/]+\/src\/outbound\.ts$/.test(file);
}

function secondOutbound(modules: readonly Module[]): Finding[] {
  return ['coord', 'hub'].flatMap((product) => {
    const [first, ...more] = modules.filter(
      (module) => isOutbound(module) && groupOf(module.file) === product,
    );
    return more.map((module) =>
      finding(module, 0, `a second outbound module beside ${first?.file}`, networkFix),
    );
  });
}

function finding(module: Module, offset: number, found: string, fix: string): Finding {
  return { rule: 'I5', file: module.file, line: lineOf(module, offset), found, why, fix };
}
