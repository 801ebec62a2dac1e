import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTemporaryRepository } from '@musterhq/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureWorktree } from '../src/ensure-worktree.ts';
import { findHalfMadeEntry, settleHalfMadeEntry } from '../src/half-made-entry.ts';
import { commitOf } from '../src/refs.ts';
import { openRepository, type Repository } from '../src/repository.ts';
import { listWorktrees } from '../src/worktree-list.ts';

let temporary: Awaited<ReturnType<typeof makeTemporaryRepository>>;
let repo: Repository;

beforeEach(async () => {
  temporary = await makeTemporaryRepository({ files: { 'a.txt': 'a\n' } });
  repo = await openRepository({ dir: temporary.dir, env: temporary.env });
});

afterEach(() => temporary.remove());

const entry = () => join(repo.commonDir, 'worktrees', 'half');
const order = async (name: string) => ({
  path: join(temporary.dir, '.trees', name),
  branch: name,
  startPoint: await commitOf(repo, 'HEAD'),
  token: name,
});

test('an entry that another git is just filling is waited for', async () => {
  mkdirSync(entry(), { recursive: true });
  writeFileSync(join(entry(), 'HEAD'), `${await commitOf(repo, 'HEAD')}\n`);
  writeFileSync(join(entry(), 'commondir'), '');
  const filled = delay(150).then(() => {
    writeFileSync(join(entry(), 'gitdir'), join(temporary.dir, '.trees', 'half', '.git'));
    writeFileSync(join(entry(), 'commondir'), '../..\n');
  });
  await Promise.all([ensureWorktree(repo, await order('one')), filled]);
  expect((await listWorktrees(repo)).map(({ path }) => path)).toContain(join(temporary.dir, '.trees', 'one'));
});

test('an entry that a killed git left half made is taken away', async () => {
  mkdirSync(entry(), { recursive: true });
  writeFileSync(join(entry(), 'commondir'), '');
  const past = new Date(Date.now() - 60_000);
  utimesSync(entry(), past, past);
  await ensureWorktree(repo, await order('two'));
  expect((await listWorktrees(repo)).map(({ path }) => path)).not.toContain(entry());
});

test('a mark that went away between two looks is looked at again', async () => {
  const words = "fatal: failed to read '.git/worktrees/seat-2/locked': No such file or directory";
  expect(findHalfMadeEntry(words)).toBe('.git/worktrees/seat-2/locked');
  expect(await settleHalfMadeEntry(join(repo.commonDir, 'worktrees/seat-2/locked'))).toBe(true);
});

test('sixteen worktrees made at once are all made', async () => {
  const names = Array.from({ length: 16 }, (_, at) => `seat-${at}`);
  await Promise.all(names.map(async (name) => ensureWorktree(repo, await order(name))));
  expect(await listWorktrees(repo)).toHaveLength(17);
});
