import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureWorktree, listSavedStates, saveWorktree } from '../src/index.ts';
import { makeRepository, writeFileAt } from './temporary-repository.ts';

test('[N3] saved states tell when, from where, how much, and whether a branch has it all', async () => {
  const temporary = await makeRepository({ a: 'a\n', b: 'b\n', gone: 'g\n' });
  const { repo, git, gitIn, commit } = temporary;
  const path = temporary.worktree('session 2');
  const head = git('rev-parse', 'HEAD');
  await ensureWorktree(repo, { path, branch: 'session/2', startPoint: head, token: 't' });
  expect(await listSavedStates(repo, ['main'])).toEqual([]);
  writeFileAt(join(path, 'a'), 'aa\n');
  writeFileAt(join(path, 'new'), '12345678\n');
  rmSync(join(path, 'gone'));
  const first = await saveWorktree(repo, { path, ref: 'session-2/x', date: '2026-01-02T03:04:05Z' });
  expect(await listSavedStates(repo, ['main'])).toEqual([
    {
      name: 'session-2/x',
      commit: first,
      at: '2026-01-02T03:04:05.000Z',
      worktree: path,
      branch: 'refs/heads/session/2',
      head,
      midway: [],
      files: 3,
      bytes: 12,
    },
  ]);
  writeFileAt(join(path, 'b'), 'bb\n');
  gitIn(path, 'add', 'b');
  const second = await saveWorktree(repo, { path, ref: 'session-2/x' });
  rmSync(join(temporary.dir, 'gone'));
  const landed = commit('The same work', { a: 'aa\n', new: '12345678\n', c: 'c\n' });
  expect(landed).not.toBe('');
  const states = await listSavedStates(repo, ['main']);
  expect(states.map(({ name, commit: id, containedIn }) => ({ name, id, containedIn }))).toEqual([
    { name: 'session-2/x', id: second, containedIn: undefined },
    { name: 'session-2/x~1', id: first, containedIn: 'main' },
  ]);
  expect(states[0]).toMatchObject({ before: first, index: expect.stringMatching(/^[0-9a-f]{40}$/) });
});

test('[N3] the commit that a merge under way would take in is part of the save', async () => {
  const temporary = await makeRepository({ a: 'a\n' });
  const { repo, git, gitIn } = temporary;
  const path = temporary.worktree('2');
  await ensureWorktree(repo, { path, branch: 'session/2', startPoint: git('rev-parse', 'HEAD'), token: 't' });
  const inside = (...args: string[]) => gitIn(path, ...args);
  inside('checkout', '--quiet', '--detach');
  writeFileAt(join(path, 'a'), 'theirs\n');
  inside('commit', '--quiet', '-am', 'Theirs');
  const theirs = inside('rev-parse', 'HEAD');
  inside('checkout', '--quiet', 'session/2');
  writeFileAt(join(path, 'a'), 'ours\n');
  inside('commit', '--quiet', '-am', 'Ours');
  expect(() => inside('merge', theirs)).toThrow(/CONFLICT/);
  await saveWorktree(repo, { path, ref: 'x' });
  expect(await listSavedStates(repo, [])).toMatchObject([{ midway: [theirs] }]);
  expect(git('merge-base', '--is-ancestor', theirs, 'refs/muster/saved/x')).toBe('');
});
