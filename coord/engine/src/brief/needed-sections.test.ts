import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from '@musterhq/testing';
import { expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { compilePlan } from '../../test/make-facts.ts';
import { makeFullBrief } from '../../test/make-full-brief.ts';
import { assembleBrief } from './assemble-brief.ts';
import { loadTokenCounter } from './count-tokens.ts';

const agent = fileURLToPath(new URL('../../test/fixtures/brief-reader.mjs', import.meta.url));

test('[T3] without any one of its sections a brief is not enough for the one who needs it, and with all of them it is', async () => {
  const facts = makeFullBrief(compilePlan(launchPlan));
  const { text, leftOut } = assembleBrief(facts, { tokens: 10_000, count: await loadTokenCounter() });
  expect(leftOut).toEqual([]);
  const sections = text.split(/^(?=## )/m);
  const { path: folder } = makeTemporaryFolder('needed-sections');
  const nameOf = (index: number) => `without-${String(index).padStart(2, '0')}.md`;
  writeFileSync(join(folder, 'whole.md'), text);
  for (const at of sections.keys())
    writeFileSync(join(folder, nameOf(at)), sections.toSpliced(at, 1).join(''));
  const failures: Record<string, string[]> = JSON.parse(
    execFileSync(process.execPath, [agent, folder], { encoding: 'utf8' }),
  );
  expect(failures['whole.md']).toEqual([]);
  expect(existsSync(join(folder, 'whole', 'src', 'work.json'))).toBe(true);
  const missed = sections.map((_, at) => failures[nameOf(at)]!);
  expect(missed.map((needs) => needs.length)).toEqual(sections.map(() => 1));
  expect(new Set(missed.flat()).size).toBe(sections.length);
});
