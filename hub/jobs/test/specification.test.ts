import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const hub = new URL('../../', import.meta.url);
const testsIn = (folder: string) =>
  readdirSync(new URL(folder, hub), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(`${folder}/${file}`, hub), 'utf8'));

test('every rule of SPEC.md has a test, and every number in a test is a rule', () => {
  const rules = [...readFileSync(new URL('jobs/SPEC.md', hub), 'utf8').matchAll(/^- \*\*(J\d+)\*\*/gm)].map(
    (rule) => rule[1]!,
  );
  expect(rules).toEqual(rules.map((_, index) => `J${index + 1}`));
  const tests = ['rules/src', 'rules/test', 'store/test', 'jobs/test'].flatMap(testsIn).join('\n');
  // J is the ledger's letter alone; the linter and the calendar have others.
  const tested = new Set([...tests.matchAll(/\[(J\d+)\]/g)].map((match) => match[1]!));
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([]);
  expect([...tested].filter((rule) => !rules.includes(rule))).toEqual([]);
});
