import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRef, syncMainCheckout } from '../src/index.ts';
import { makeRepository } from './temporary-repository.ts';

/** A commit ahead of main, made on a branch of its own; the checkout is back on main. */
async function makeAhead(files: Record<string, string>, changes: Record<string, string>) {
  const temporary = await makeRepository(files);
  const from = temporary.git('rev-parse', 'HEAD');
  temporary.git('checkout', '--quiet', '-b', 'ahead');
  const to = temporary.commit('Ahead', changes);
  temporary.git('checkout', '--quiet', 'main');
  const sync = (commit = to) => syncMainCheckout(temporary.repo, { main: 'main', to: commit });
  const status = () => temporary.git('status', '--porcelain');
  return { ...temporary, from, to, sync, status };
}

test('the owner’s folder comes along, and files that the move does not touch stay dirty', async () => {
  const { from, to, sync, status, write, dir, git } = await makeAhead(
    { a: '1\n', notes: '1\n', staged: '1\n' },
    { a: '2\n', 'new/file': 'n\n' },
  );
  write('notes', 'mine\n');
  write('staged', 'mine\n');
  git('add', 'staged');
  write('untracked', 'u');
  expect(await sync()).toEqual({ kind: 'moved', from, head: to, path: dir });
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('2\n');
  expect(status()).toBe(' M notes\nM  staged\n?? untracked');
  expect(await sync()).toEqual({ kind: 'already', head: to });
  expect(await sync(from)).toEqual({ kind: 'already', head: to });
});

test('dirty files in the way are named and nothing moves', async () => {
  const { repo, from, sync, write, dir } = await makeAhead(
    { '.gitignore': 'secret\n', a: '1\n' },
    { a: '2\n', 'new "file"\n': 'n\n', 'folder/file': 'f\n' },
  );
  write('a', 'mine\n');
  write('new "file"\n', 'mine\n');
  writeFileSync(join(dir, 'folder'), 'a file where a folder is to be');
  expect(await sync()).toEqual({ kind: 'dirty', path: dir, paths: ['a', 'folder', 'new "file"\n'] });
  expect(await readRef(repo, 'main')).toBe(from);
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('mine\n');
});

test('an ignored file in the way is not overwritten', async () => {
  const { repo, git, commit, sync, dir, write } = await makeAhead({ '.gitignore': 'secret\n' }, { b: 'b' });
  git('checkout', '--quiet', 'ahead');
  git('rm', '--quiet', '.gitignore');
  const to = commit('Track it', { secret: 'public' });
  git('checkout', '--quiet', 'main');
  write('secret', 'mine');
  expect(await sync(to)).toEqual({ kind: 'dirty', path: dir, paths: ['secret'] });
  expect(readFileSync(join(dir, 'secret'), 'utf8')).toBe('mine');
  expect(await readRef(repo, 'main')).not.toBe(to);
});

test('where the branch is checked out nowhere only the ref moves', async () => {
  const { from, to, sync, git, commit, status } = await makeAhead({ a: '1\n' }, { a: '2\n' });
  git('checkout', '--quiet', '--detach');
  expect(await sync()).toEqual({ kind: 'moved', from, head: to });
  expect(status()).toBe('');
  git('checkout', '--quiet', '-b', 'other', from);
  const elsewhere = commit('Elsewhere', { b: 'b' });
  expect(await sync(elsewhere)).toEqual({ kind: 'diverged', head: to });
});

test('own commits on main, and a merge or rebase under way, stop the move', async () => {
  const { sync, git, commit, dir, to } = await makeAhead({ a: '1\n' }, { a: '2\n' });
  const own = commit('Own work on main', { a: 'own\n' });
  expect(await sync()).toEqual({ kind: 'diverged', head: own });
  expect(() => git('rebase', 'ahead')).toThrow(/CONFLICT/);
  expect(await sync()).toEqual({ kind: 'busy', path: dir, what: 'rebase' });
  git('rebase', '--abort');
  git('reset', '--quiet', '--hard', 'ahead~1');
  git('checkout', '--quiet', '-b', 'third');
  commit('Third', { a: '3\n' });
  git('checkout', '--quiet', 'main');
  commit('Beside', { a: '4\n' });
  expect(() => git('merge', 'third')).toThrow(/CONFLICT/);
  const next = git('commit-tree', '-p', 'HEAD', '-m', 'Next', `${to}^{tree}`);
  expect(await sync(next)).toEqual({ kind: 'busy', path: dir, what: 'merge' });
});

test('a move that was killed half-way is completed, and an edit made since is not', async () => {
  const long = 'a long line of text\n'.repeat(100);
  const { repo, from, to, sync, status, write, dir } = await makeAhead(
    { done: '1\n', cut: '1\n', taken: '1\n', unreached: '1\n', mine: '1\n' },
    { done: '2\n', cut: long, taken: '2\n', unreached: '2\n', added: 'new\n', mine: '2\n' },
  );
  const journal = join(repo.commonDir, 'muster-move');
  const killHalfway = () => {
    writeFileSync(journal, JSON.stringify({ from, to }));
    write('done', '2\n');
    write('cut', long.slice(0, 777));
    rmSync(join(dir, 'taken'));
    write('added', 'new\n');
  };
  killHalfway();
  write('mine', 'edited since\n');
  expect(await sync()).toEqual({ kind: 'dirty', path: dir, paths: ['mine'] });
  expect(await readRef(repo, 'main')).toBe(from);
  write('mine', '1\n');
  killHalfway();
  expect(await sync()).toEqual({ kind: 'moved', from, head: to, path: dir });
  expect(status()).toBe('');
  expect(readFileSync(join(dir, 'cut'), 'utf8')).toBe(long);
  expect(existsSync(journal)).toBe(false);
});

test('a folder that is gone does not hold its branch', async () => {
  const { from, to, sync, git, worktree } = await makeAhead({ a: '1\n' }, { a: '2\n' });
  git('checkout', '--quiet', 'ahead');
  git('worktree', 'add', '--quiet', worktree('main'), 'main');
  rmSync(worktree('main'), { recursive: true });
  mkdirSync(worktree('unrelated'), { recursive: true });
  expect(await sync()).toEqual({ kind: 'moved', from, head: to });
});
