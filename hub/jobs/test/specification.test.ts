import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const hub = new URL('../../', import.meta.url);
const testsIn = (folder: string) =>
  readdirSync(new URL(folder, hub), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(`${folder}/${file}`, hub), 'utf8'));

test('every rule of SPEC.md has a test, and every number in a test is a rule', () => {
  const rules = [...readFileSync(new URL('jobs/SPEC.md', hub), 'utf8').matchAll(/^- \*\*(L\d+)\*\*/gm)].map(
    (rule) => rule[1]!,
  );
  expect(rules).toEqual(rules.map((_, index) => `L${index + 1}`));
  const tests = ['rules/src', 'rules/test', 'store/test', 'jobs/test'].flatMap(testsIn).join('\n');
  // Letters are each package's own: the linter's and the calendar's rules have others.
  const tested = new Set([...tests.matchAll(/\[(L\d+)\]/g)].map((match) => match[1]!));
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([]);
  expect([...tested].filter((rule) => !rules.includes(rule))).toEqual([]);
});
