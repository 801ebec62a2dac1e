import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  commitBeside,
  commitMessage,
  commitOf,
  layTree,
  mergeTrees,
  readResults,
  storeResult,
  treeOf,
} from '../src/index.ts';
import { makeRepository } from './temporary-repository.ts';

const date = '2026-11-23T09:00:00Z';
const shared = (lines: string[]) => `${lines.join('\n')}\n`;

async function makeResult() {
  const made = await makeRepository({
    'own/a': '1\n',
    'own/gone': 'x\n',
    shared: shared(['one', '', '', '', 'two']),
  });
  const { repo, git, commit } = made;
  const base = git('rev-parse', 'HEAD');
  git('rm', '-q', 'own/gone');
  const head = commit('Work', {
    'own/a': '2\n',
    'own/new': 'n\n',
    shared: shared(['one', 'mine', '', '', '', 'two']),
  });
  const order = { name: 'task', key: 'k1', base, head, message: 'Result\n\n{"a": 1}', date, isBetter: false };
  return { ...made, base, head, order, stored: await storeResult(repo, order) };
}

test('a result is kept once under its key with its whole message, by a ref that a copy of the repository has', async () => {
  const { repo, git, order, stored, base } = await makeResult();
  expect(stored).toBe('stored');
  expect(await storeResult(repo, { ...order, head: base })).toBe('there');
  const [result, ...others] = await readResults(repo, 'task');
  expect(others).toEqual([]);
  expect(result).toMatchObject({ key: 'k1', message: 'Result\n\n{"a": 1}' });
  expect(await commitMessage(repo, result!.commit)).toBe('Result\n\n{"a": 1}');
  expect(await commitMessage(repo, 'f'.repeat(40))).toBeUndefined();
  expect(await readResults(repo, 'tas')).toEqual([]);
  git('clone', '-q', '--bare', '.', '.git/copy');
  git('-C', '.git/copy', 'fetch', '-q', 'origin', 'refs/muster/results/*:refs/muster/results/*');
  expect(git('-C', '.git/copy', 'rev-parse', 'refs/muster/results/task/k1')).toBe(result!.commit);
  // Without the history that it came from.
  expect(git('rev-list', '--count', result!.commit)).toBe('2');
});

test('a better result takes the place of the first, which stays reachable', async () => {
  const { repo, order, base, git } = await makeResult();
  const [first] = await readResults(repo, 'task');
  expect(await storeResult(repo, { ...order, head: base, isBetter: true })).toBe('stored');
  const [second] = await readResults(repo, 'task');
  expect(await treeOf(repo, second!.commit)).toBe(await treeOf(repo, base));
  expect(git('rev-parse', `refs/muster/kept/${first!.commit}`)).toBe(first!.commit);
  expect(await storeResult(repo, { ...order, head: base, isBetter: true })).toBe('there');
});

test('its changes come onto what others wrote in a shared file meanwhile, as files of a worktree', async () => {
  const { repo, git, commit, base, write } = await makeResult();
  const read = (path: string) => readFileSync(join(repo.dir, path), 'utf8');
  git('checkout', '-q', '-b', 'later', base);
  const now = commit('Others', { shared: shared(['one', '', '', '', 'two', 'theirs']), other: 'o\n' });
  const [result] = await readResults(repo, 'task');
  const merge = await mergeTrees(
    repo,
    await commitBeside(repo, result!.commit, await treeOf(repo, now)),
    result!.commit,
  );
  if (merge.kind !== 'clean') throw new Error('expected no conflict');
  for (const _ of ['once', 'again']) {
    expect(await layTree(repo, { path: repo.dir, tree: merge.tree })).toEqual({ kind: 'laid' });
    expect(read('shared')).toBe(shared(['one', 'mine', '', '', '', 'two', 'theirs']));
    expect([read('own/a'), read('own/new'), read('other')]).toEqual(['2\n', 'n\n', 'o\n']);
    expect(existsSync(join(repo.dir, 'own/gone'))).toBe(false);
    expect(await commitOf(repo, 'HEAD')).toBe(now);
  }
  git('reset', '-q', '--hard');
  write('own/new', 'a file that nobody told git of\n');
  expect(await layTree(repo, { path: repo.dir, tree: merge.tree })).toMatchObject({
    kind: 'in_the_way',
    words: expect.stringContaining('own/new'),
  });
  expect(read('own/a')).toBe('1\n');
});
