import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import { expect, test } from 'vitest';
import { pruneLogs } from './prune-logs.ts';

const now = Date.parse('2026-06-30T12:00:00Z');
const dayMs = 86_400_000;

test('logs that are too old go, those of the run that goes on and everything else stay', async () => {
  const folder = makeTemporaryFolder('prune');
  try {
    const put = (path: string, ageDays: number) => {
      mkdirSync(join(folder.path, path, '..'), { recursive: true });
      writeFileSync(join(folder.path, path), 'x');
      const at = new Date(now - ageDays * dayMs);
      utimesSync(join(folder.path, path), at, at);
    };
    put('briefs/r1.t.a1.t1.md', 40);
    put('briefs/r2.t.a1.t1.md', 40);
    put('briefs/r1.t.a1.t2.md', 3);
    put('gates/old.log', 31);
    put('postgres/password', 400);
    expect(await pruneLogs(folder.path, { days: 30, now, keep: 'r2' })).toBe(2);
    expect(readdirSync(join(folder.path, 'briefs')).sort()).toEqual(['r1.t.a1.t2.md', 'r2.t.a1.t1.md']);
    expect(readdirSync(join(folder.path, 'gates'))).toEqual([]);
    expect(readdirSync(join(folder.path, 'postgres'))).toEqual(['password']);
  } finally {
    folder.remove();
  }
});
