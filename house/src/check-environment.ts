import { findGlobals } from './find-globals.ts';
import { type Finding, groupOf, type House, lineOf, type Module } from './module.ts';
import { targetOf } from './specifier.ts';
import { accessedName, walk } from './walk.ts';

const why =
  'everything below a composition root receives values, so that two of it can run side by side and a test can say what it sees';
const fix = 'read the variable in coord/cli, hub/cli or hub/api and hand the value in';

/** The stand-ins in coord/sandbox are programs of their own. */
const compositionRoots = ['coord/cli', 'coord/sandbox', 'hub/cli', 'hub/api'];

/**
 * I6: the environment is read only in the composition roots. Tests, the runner's own configuration and the house's
 * tools are roots of their own. `process` may be used for anything else, but not handed on whole.
 */
export function checkEnvironment(house: House): Finding[] {
  return house.modules
    .filter(({ folder, isTest }) => folder !== undefined && !isTest && groupOf(folder) !== 'house')
    .filter(({ folder = '' }) => !compositionRoots.includes(folder))
    .flatMap((module) =>
      environmentUses(house, module).map(({ offset, found }) => ({
        rule: 'I6',
        file: module.file,
        line: lineOf(module, offset),
        found,
        why,
        fix,
      })),
    );
}

function environmentUses(house: House, module: Module): { offset: number; found: string }[] {
  const found: { offset: number; found: string }[] = [];
  for (const { name, offset, parent } of findGlobals(module.program)) {
    if (name === 'globalThis' || name === 'global')
      found.push({ offset, found: `${name} hides the environment` });
    if (name !== 'process') continue;
    const member = accessedName(parent);
    if (member === 'env') found.push({ offset, found: 'reads process.env' });
    else if (member === undefined)
      found.push({ offset, found: 'takes process as a value, environment included' });
  }
  for (const { specifier, names, isType, offset } of module.imports) {
    const target = targetOf(house, module, specifier);
    if (isType) continue;
    if (
      target.kind === 'builtin' &&
      target.name === 'process' &&
      names.some((name) => ['env', 'default', '*'].includes(name))
    ) {
      found.push({ offset, found: `imports the environment from ${specifier}` });
    }
    if (target.kind === 'package' && target.name === 'dotenv')
      found.push({ offset, found: 'imports dotenv' });
  }
  walk(module.program, (node) => {
    if (
      node.type === 'MemberExpression' &&
      node.object.type === 'MetaProperty' &&
      accessedName(node) === 'env'
    ) {
      found.push({ offset: node.start, found: 'reads import.meta.env' });
    }
  });
  return found;
}
