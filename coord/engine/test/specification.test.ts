import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const packageFolder = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, packageFolder), 'utf8');
const testsIn = (folder: string) =>
  readdirSync(new URL(folder, packageFolder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => read(folder + file));

test('SPEC.md has a test for each rule that is decided purely, and a rule for each number in a test', () => {
  const rules = [...read('SPEC.md').matchAll(/^- \*\*([A-Z]\d+)\*\*( \*\(carried out\)\*)?/gm)];
  const stated = rules.map((rule) => rule[1]!);
  const pure = rules.filter((rule) => rule[2] === undefined).map((rule) => rule[1]!);
  const tests = [...testsIn('src/'), ...testsIn('test/')].join('\n');
  const tested = new Set([...tests.matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1]!));
  const prefixes = [...new Set(stated.map((rule) => rule[0]!))];
  const inOrder = prefixes.flatMap((prefix) =>
    stated.filter((rule) => rule.startsWith(prefix)).map((_, index) => `${prefix}${index + 1}`),
  );
  expect(stated).toEqual(inOrder);
  expect(pure.filter((rule) => !tested.has(rule))).toEqual([]);
  expect([...tested].filter((rule) => !stated.includes(rule))).toEqual([]);
});
