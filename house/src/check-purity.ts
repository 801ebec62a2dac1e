import type { Node } from 'oxc-parser';
import { findGlobals, type GlobalUse } from './find-globals.ts';
import { type Finding, type House, lineOf, type Module } from './module.ts';
import { targetOf } from './specifier.ts';
import { accessedName, walk } from './walk.ts';

const pureFolders: readonly string[] = ['coord/plan', 'hub/rules', 'hub/stats'];

const why =
  'same input, same answer: a pure package does no I/O and reads no clock, environment or randomness';
const fix = 'take the value as an argument (time, seed, text, path) and gather it at the rim';

/** npm packages that only compute. A pure package that needs another one is a decision: look at its source, then enter it. */
const purePackages = new Set([
  '@noble/hashes',
  'csv-parse',
  'csv-stringify',
  'fastest-levenshtein',
  'liquidjs',
  'mdast-util-from-markdown',
  'mdast-util-gfm',
  'mdast-util-to-string',
  'micromark',
  'micromark-extension-gfm',
  'remark-gfm',
  'remark-parse',
  'temporal-polyfill',
  'tlds',
  'unified',
  'unist-util-visit',
  'yaml',
  'zod',
]);
const pureBuiltins = new Set(['assert', 'assert/strict']);

/** Globals that reach outside, keep time or hold the way to either. */
const impureGlobals = new Map([
  ['process', 'the process and its environment'],
  ['globalThis', 'every global by another name'],
  ['global', 'every global by another name'],
  ['window', 'the browser'],
  ['self', 'the browser'],
  ['document', 'the browser'],
  ['navigator', 'the browser'],
  ['location', 'the browser'],
  ['localStorage', 'storage'],
  ['sessionStorage', 'storage'],
  ['indexedDB', 'storage'],
  ['crypto', 'randomness'],
  ['performance', 'the clock'],
  ['setTimeout', 'the clock'],
  ['setInterval', 'the clock'],
  ['setImmediate', 'the event loop'],
  ['queueMicrotask', 'the event loop'],
  ['fetch', 'the network'],
  ['WebSocket', 'the network'],
  ['EventSource', 'the network'],
  ['XMLHttpRequest', 'the network'],
  ['console', 'output'],
  ['require', 'modules at run time'],
  ['__dirname', 'the file system'],
  ['__filename', 'the file system'],
  ['eval', 'code that no check can read'],
  ['Function', 'code that no check can read'],
]);
/** Members of Date that read the zone of the machine; the UTC ones and `toISOString` do not. */
const zoneOfMachine =
  /^((get|set)(Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds|Year)|getTimezoneOffset|to(Date|Time)String)$/;
/** Members that read the language of the machine when they are given none; the number is where the language goes. */
const languageArgument = new Map([
  ['localeCompare', 1],
  ['toLocaleString', 0],
  ['toLocaleDateString', 0],
  ['toLocaleTimeString', 0],
  ['toLocaleLowerCase', 0],
  ['toLocaleUpperCase', 0],
]);

type Impurity = { offset: number; found: string };

/** I2: coord/plan, hub/rules and hub/stats do no I/O and read no clock, environment or randomness. Tests are exempt. */
export function checkPurity(house: House): Finding[] {
  return house.modules
    .filter(
      (module) =>
        pureFolders.includes(module.folder ?? '') && !module.isTest && module.file.includes('/src/'),
    )
    .flatMap((module) =>
      [...impureImports(house, module), ...impureGlobalUses(module), ...impureSyntax(module)].map(
        ({ offset, found }) => ({
          rule: 'I2',
          file: module.file,
          line: lineOf(module, offset),
          found,
          why,
          fix,
        }),
      ),
    );
}

function impureImports(house: House, module: Module): Impurity[] {
  return module.imports.flatMap(({ specifier, isType, offset }): Impurity[] => {
    if (isType) return [];
    const target = targetOf(house, module, specifier);
    if (target.kind === 'builtin' && !pureBuiltins.has(target.name))
      return [{ offset, found: `imports node:${target.name}` }];
    if (target.kind === 'package' && !purePackages.has(target.name)) {
      return [
        {
          offset,
          found: `imports ${target.name}, which is not in the list of pure packages (house/src/check-purity.ts)`,
        },
      ];
    }
    return [];
  });
}

function impureGlobalUses(module: Module): Impurity[] {
  return findGlobals(module.program).flatMap((use): Impurity[] => {
    const reached = impureGlobals.get(use.name);
    if (reached !== undefined) return [{ offset: use.offset, found: `uses ${use.name} (${reached})` }];
    if (use.name === 'Date' && !isPureDate(use)) {
      return [
        {
          offset: use.offset,
          found: 'reads the clock through Date: only `new Date(value)`, Date.UTC and Date.parse do not',
        },
      ];
    }
    if (use.name === 'Math' && !isPureMath(use)) {
      return [{ offset: use.offset, found: 'reaches Math.random, or takes Math as a value that hides it' }];
    }
    if (use.name === 'Intl' && isNewWithoutArgument(use.parent, module)) {
      return [{ offset: use.offset, found: 'Intl without a language reads the language of the machine' }];
    }
    return [];
  });
}

function isPureDate({ parent }: GlobalUse): boolean {
  if (parent.type === 'NewExpression') {
    const [first] = parent.arguments;
    return first !== undefined && first.type !== 'SpreadElement';
  }
  if (parent.type === 'BinaryExpression') return parent.operator === 'instanceof';
  return (
    parent.type === 'MemberExpression' && ['UTC', 'parse', 'prototype'].includes(accessedName(parent) ?? '')
  );
}

function isPureMath({ parent }: GlobalUse): boolean {
  const name = accessedName(parent);
  return name !== undefined && name !== 'random';
}

function isNewWithoutArgument(member: Node, module: Module): boolean {
  let isWithout = false;
  walk(module.program, (node) => {
    if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return;
    if (node.callee !== member) return;
    const [language] = node.arguments;
    isWithout = language === undefined || (language.type === 'Identifier' && language.name === 'undefined');
  });
  return isWithout;
}

function impureSyntax(module: Module): Impurity[] {
  const found: Impurity[] = [];
  walk(module.program, (node) => {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      found.push({ offset: node.start, found: 'import.meta tells where the module lies' });
    }
    if (node.type === 'ImportExpression')
      found.push({ offset: node.start, found: 'loads a module at run time' });
    const name = accessedName(node);
    if (name !== undefined && zoneOfMachine.test(name)) {
      found.push({ offset: node.start, found: `${name} reads the time zone of the machine` });
    }
    if (name === 'Now' || takesNow(node))
      found.push({ offset: node.start, found: 'Temporal.Now reads the clock' });
    if (name === 'constructor')
      found.push({ offset: node.start, found: '.constructor leads to code that no check can read' });
    if (node.type === 'CallExpression') {
      const member = accessedName(node.callee);
      const at = member === undefined ? undefined : languageArgument.get(member);
      if (at !== undefined && node.arguments[at] === undefined) {
        found.push({
          offset: node.start,
          found: `${member} without a language reads the language of the machine`,
        });
      }
    }
  });
  return found;
}

/** `const { Now } = Temporal`. */
function takesNow(node: Node): boolean {
  return (
    node.type === 'ObjectPattern' &&
    node.properties.some(
      (one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === 'Now',
    )
  );
}
