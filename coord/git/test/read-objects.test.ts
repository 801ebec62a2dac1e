import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  commitTree,
  ensureExcluded,
  hashObject,
  listTree,
  listUnreachable,
  moveRef,
  readFileAt,
  readLog,
  treeOf,
} from '../src/index.ts';
import { AUTHOR, DATE, makeRepository } from './temporary-repository.ts';

test('files, folders and hashes are read from a commit, not from the checkout', async () => {
  const { repo, git, write } = await makeRepository({ 'a b/"ü"\n': 'text ü\n', top: 't' });
  const head = git('rev-parse', 'HEAD');
  write('top', 'changed');
  expect(await readFileAt(repo, head, 'a b/"ü"\n')).toBe('text ü\n');
  expect(await readFileAt(repo, head, 'top')).toBe('t');
  expect(await readFileAt(repo, head, 'absent')).toBeUndefined();
  expect(await readFileAt(repo, head, 'a b')).toBeUndefined();
  await expect(readFileAt(repo, 'f'.repeat(40), 'top')).rejects.toMatchObject({ code: 'unknown_revision' });
  expect((await listTree(repo, head)).map(({ path, mode, kind }) => [path, mode, kind])).toEqual([
    ['a b/"ü"\n', '100644', 'blob'],
    ['top', '100644', 'blob'],
  ]);
  expect(await listTree(repo, head, 'a b')).toHaveLength(1);
  const entry = (await listTree(repo, head, 'top'))[0];
  expect(await hashObject(repo, 't')).toBe(entry?.object);
  const stored = await hashObject(repo, Buffer.from([0, 255, 10]), { isStored: true });
  expect(git('cat-file', '-s', stored)).toBe('3');
});

test('the mainline lists landings with their trailers, newest first', async () => {
  const { repo, git, commit } = await makeRepository();
  git('checkout', '--quiet', '-b', 'side');
  commit('Inside\n\nMuster-Turn: 1');
  git('checkout', '--quiet', 'main');
  git(
    'merge',
    '--quiet',
    '--no-ff',
    '-m',
    'Land side\n\nWhy.\n\nMuster-Task: b1s2\nMuster-Session: 2',
    'side',
  );
  const log = await readLog(repo, 'main', { limit: 10, isMainline: true });
  expect(log.map(({ subject, trailers, parents }) => [subject, trailers, parents.length])).toEqual([
    ['Land side', { 'Muster-Task': 'b1s2', 'Muster-Session': '2' }, 2],
    ['Begin', {}, 0],
  ]);
  expect(await readLog(repo, 'absent', { limit: 10, isMainline: true })).toEqual([]);
});

test('a commit that no ref reaches is found', async () => {
  const { repo, git } = await makeRepository();
  const tree = await treeOf(repo, 'HEAD');
  const lost = await commitTree(repo, {
    tree,
    parents: [git('rev-parse', 'HEAD')],
    message: 'Lost',
    author: AUTHOR,
    date: DATE,
  });
  expect(await listUnreachable(repo)).toEqual([lost]);
  await moveRef(repo, 'refs/muster/kept/found', lost, undefined, 'keep');
  expect(await listUnreachable(repo)).toEqual([]);
});

test('ignored patterns live in their own region of the shared exclude file', async () => {
  const { repo, dir, git, write } = await makeRepository();
  const file = join(dir, '.git', 'info', 'exclude');
  writeFileSync(file, '# mine\n*.own');
  expect(await ensureExcluded(repo, ['/.muster/'])).toBe(true);
  expect(await ensureExcluded(repo, ['/.muster/'])).toBe(false);
  expect(await ensureExcluded(repo, ['/.muster/', '/.claude/agents/muster-*.md'])).toBe(true);
  write('.muster/state', 's');
  expect(git('status', '--porcelain')).toBe('');
  const region = readFileSync(file, 'utf8');
  expect(region).toMatch(
    /^# mine\n\*\.own\n# muster: begin .*\n\/\.muster\/\n\/\.claude\/agents\/muster-\*\.md\n# muster: end\n$/,
  );
  writeFileSync(file, `${region}after\n`);
  expect(await ensureExcluded(repo, [])).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('# mine\n*.own\nafter\n');
});
