import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('SPEC.md has a test for each of its rules, in their order, and a rule for each number in a test', () => {
  const stated = [...read('../SPEC.md').matchAll(/^- \*\*(S\d+)\*\*/gm)].map(([, rule]) => rule!);
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.test.ts'));
  const tested = new Set(
    files.flatMap((file) => [...read(file).matchAll(/\[(S\d+)\]/g)].map(([, rule]) => rule!)),
  );
  expect(stated).toEqual(stated.map((_, index) => `S${index + 1}`));
  expect(stated.filter((rule) => !tested.has(rule))).toEqual([]);
  expect([...tested].filter((rule) => !stated.includes(rule))).toEqual([]);
});
