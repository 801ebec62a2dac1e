import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunProcess, runProcess } from '@musterhq/process';
import { expect, test } from 'vitest';
import {
  changedPaths,
  commitWorktree,
  ensureWorktree,
  findLeftConflicts,
  layMerge,
  readFileAt,
  readRef,
  syncWorktree,
} from '../src/index.ts';
import { AUTHOR, DATE, makeRepository, writeFileAt } from './temporary-repository.ts';

const begin = { 'list.md': 'one\ntwo\nthree\n', 'other.md': 'other\n' };

/** A session that has committed `mine` while `theirs` came onto main. */
async function makeConflict(
  mine: Record<string, string | null>,
  theirs: Record<string, string | null>,
  files: Record<string, string> = begin,
) {
  const temporary = await makeRepository(files);
  const path = temporary.worktree('2');
  const base = temporary.git('rev-parse', 'HEAD');
  const branch = 'session/2';
  await ensureWorktree(temporary.repo, { path, branch, startPoint: base, token: 't' });
  const put = (name: string, text: string) => writeFileAt(join(path, name), text);
  const read = (name: string) => readFileSync(join(path, name), 'utf8');
  const inside = (...args: string[]) => temporary.gitIn(path, ...args);
  const change = (folder: string, changes: Record<string, string | null>) => {
    for (const [name, text] of Object.entries(changes)) {
      if (text === null) rmSync(join(folder, name));
      else writeFileAt(join(folder, name), text);
    }
    temporary.gitIn(folder, 'add', '--all');
    temporary.gitIn(folder, 'commit', '--quiet', '-m', 'Change');
    return temporary.gitIn(folder, 'rev-parse', 'HEAD');
  };
  const ours = change(path, mine);
  const tip = change(temporary.dir, theirs);
  const merge = { path, branch, theirs: tip, saveRef: 's2', message: 'Take in', author: AUTHOR, date: DATE };
  const turn = {
    path,
    message: 'Solve it',
    author: AUTHOR,
    trailers: { 'Muster-Turn': 'turn-2' },
    date: DATE,
    base: tip,
  };
  return { ...temporary, path, put, read, inside, ours, tip, merge, turn };
}

const sameLine = () =>
  makeConflict({ 'list.md': 'one\nmine\nthree\n' }, { 'list.md': 'one\nyours\nthree\n', 'new.md': 'new\n' });

test('[C9] a merge is laid out with the words of both sides, once, and solved by editing the file alone', async () => {
  const { repo, merge, turn, read, put, inside, ours, tip } = await sameLine();
  const laid = { kind: 'under_way', head: ours, theirs: tip };
  expect(await layMerge(repo, merge)).toEqual(laid);
  expect(read('list.md')).toBe(`one\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> ${tip}\nthree\n`);
  expect(inside('rev-parse', 'HEAD', 'MERGE_HEAD')).toBe(`${ours}\n${tip}`);
  put('list.md', 'one\nmine and yours\nthree\n');
  // Asked for again, by whoever comes after a crash: what was solved meanwhile stays.
  expect(await layMerge(repo, merge)).toEqual(laid);
  expect(read('list.md')).toContain('mine and yours');
  const made = await commitWorktree(repo, turn);
  if (made.kind !== 'committed') throw new Error(made.kind);
  expect(inside('log', '-1', '--format=%P|%(trailers:only,unfold)')).toBe(
    `${ours} ${tip}|Muster-Turn: turn-2`,
  );
  expect(inside('status', '--porcelain')).toBe('');
  expect(await commitWorktree(repo, turn)).toEqual({ ...made, isRepeat: true });
  expect(await layMerge(repo, merge)).toEqual({ kind: 'already', head: made.commit });
  // Of what the merge brought along, nothing is the session's own.
  const changes = await changedPaths(repo, tip, made.commit);
  expect([...new Set(changes.map((change) => change.path))]).toEqual(['list.md']);
});

test('[C10] what is still marked is told with its line, also after somebody ran `git add` on it', async () => {
  const { repo, merge, turn, put, inside, tip } = await sameLine();
  await layMerge(repo, merge);
  const marked = (line: number, text: string) => ({
    kind: 'unmerged',
    left: [{ kind: 'marked', path: 'list.md', line, text }],
  });
  expect(await commitWorktree(repo, turn)).toEqual(marked(2, '<<<<<<< HEAD'));
  put('list.md', `one\nmine\r\n>>>>>>> ${tip}\r\nthree\n`);
  inside('add', '--all');
  expect(await commitWorktree(repo, turn)).toEqual(marked(3, `>>>>>>> ${tip}`));
  put('list.md', 'one\nmine\n=======\nyours\nthree\n');
  expect(await commitWorktree(repo, turn)).toEqual(marked(3, '======='));
  expect(inside('log', '-1', '--format=%s')).toBe('Change');
});

test('[C10] a line that looks like a marker and is a side’s own text is none', async () => {
  const title = 'Summary\n=======\n';
  const { repo, merge, turn, put, inside } = await makeConflict(
    { 'list.md': `${title}mine\n` },
    { 'list.md': `${title}yours\n` },
    { 'list.md': `${title}one\n` },
  );
  expect(await layMerge(repo, merge)).toMatchObject({ kind: 'under_way' });
  put('list.md', `${title}both\n`);
  expect(await commitWorktree(repo, turn)).toMatchObject({ kind: 'committed' });
  expect(inside('show', 'HEAD:list.md')).toBe('Summary\n=======\nboth');
});

test('[C10] of a file that one side took away its presence decides', async () => {
  const gone = () => makeConflict({ 'list.md': 'mine\n' }, { 'list.md': null });
  const kept = await gone();
  expect(await layMerge(kept.repo, kept.merge)).toMatchObject({ kind: 'under_way' });
  expect(kept.read('list.md')).toBe('mine\n');
  const made = await commitWorktree(kept.repo, kept.turn);
  if (made.kind !== 'committed') throw new Error(made.kind);
  expect(await readFileAt(kept.repo, made.commit, 'list.md')).toBe('mine\n');

  const dropped = await gone();
  await layMerge(dropped.repo, dropped.merge);
  rmSync(join(dropped.path, 'list.md'));
  const other = await commitWorktree(dropped.repo, dropped.turn);
  if (other.kind !== 'committed') throw new Error(other.kind);
  expect(await readFileAt(dropped.repo, other.commit, 'list.md')).toBeUndefined();
  expect(dropped.inside('log', '-1', '--format=%P')).toBe(`${dropped.ours} ${dropped.tip}`);
});

test('[C10] a file that git laid aside for a folder has to find its place', async () => {
  const { repo, merge, turn, path, put } = await makeConflict(
    { place: 'a file\n' },
    { 'place/inside.md': 'in a folder\n' },
  );
  await layMerge(repo, merge);
  expect(await commitWorktree(repo, turn)).toEqual({
    kind: 'unmerged',
    left: [{ kind: 'laid_aside', path: 'place~HEAD' }],
  });
  rmSync(join(path, 'place~HEAD'));
  put('place/mine.md', 'a file\n');
  expect(await commitWorktree(repo, turn)).toMatchObject({ kind: 'committed' });
});

test('[C9] what merges cleanly by now is simply merged, whatever the hooks say', async () => {
  const { repo, merge, ours, tip, inside } = await makeConflict(
    { 'list.md': 'mine\n' },
    { 'other.md': 'yours\n' },
  );
  const hook = join(repo.commonDir, 'hooks', 'pre-commit');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  const laid = await layMerge(repo, merge);
  expect(laid).toEqual({ kind: 'merged', head: inside('rev-parse', 'HEAD') });
  expect(inside('log', '-1', '--format=%P|%s')).toBe(`${ours} ${tip}|Take in`);
  expect(inside('status', '--porcelain')).toBe('');
});

test('[C9] what lies uncommitted is saved before it gives way, and so is what a killed merge left', async () => {
  const { repo, merge, put, inside, tip, path } = await sameLine();
  put('note.md', 'not committed\n');
  const first = await layMerge(repo, merge);
  expect(first).toMatchObject({ kind: 'under_way', saved: await readRef(repo, 'refs/muster/saved/s2') });
  expect(inside('show', 'refs/muster/saved/s2:note.md')).toBe('not committed');
  expect(existsSync(join(path, 'note.md'))).toBe(false);
  // Killed before it was named: files and index of a merge, and nothing that says so.
  for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE'])
    rmSync(join(repo.commonDir, 'worktrees', '2', name));
  const second = await layMerge(repo, merge);
  expect(second).toMatchObject({ kind: 'under_way', theirs: tip });
  expect(inside('show', 'refs/muster/saved/s2:new.md')).toBe('new');
  inside('merge-base', '--is-ancestor', first.saved!, second.saved!);
  expect(inside('diff', '--name-only', '--diff-filter=U')).toBe('list.md');
});

test('[C9] cut at any of its git commands it loses nothing, and a repeat ends it', async () => {
  const cutAt = async (at: number, side: 'before' | 'after') => {
    const { repo, merge, put, git, read, inside } = await sameLine();
    put('note.md', 'not committed\n');
    let count = 0;
    let isCut: () => void = () => undefined;
    const cut = new Promise<void>((resolve) => {
      isCut = resolve;
    });
    // A caller that is no more: the command is done, or not begun, and nobody hears of it.
    const run: RunProcess = async (options) => {
      count += 1;
      const isLast = count >= at;
      const result = isLast && (side === 'before' || count > at) ? undefined : await runProcess(options);
      if (result !== undefined && !isLast) return result;
      isCut();
      return new Promise(() => undefined);
    };
    await Promise.race([layMerge({ ...repo, run }, merge), cut]);
    const gitDir = join(repo.commonDir, 'worktrees', '2');
    // The lock of a dead holder is anybody's; this one only seems to be dead.
    for (const name of readdirSync(gitDir).filter((entry) => entry.startsWith('muster-merge.')))
      rmSync(join(gitDir, name));
    expect(await layMerge(repo, merge), `${side} ${at}`).toMatchObject({ kind: 'under_way' });
    expect(read('list.md')).toMatch(/<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> /);
    expect(inside('diff', '--name-only', '--diff-filter=U')).toBe('list.md');
    expect(git('show', 'refs/muster/saved/s2:note.md')).toBe('not committed');
    return count;
  };
  const all = await cutAt(99, 'before');
  expect(all).toBeGreaterThan(4);
  // Before the next one is the same as after the last one, but for what is done without git.
  for (let at = 1; at <= all; at += 1) await cutAt(at, 'before');
  await cutAt(all, 'after');
}, 60_000);

test('[C9] two who lay out the same merge at once find one', async () => {
  const { repo, merge, inside } = await sameLine();
  const both = await Promise.all([layMerge(repo, merge), layMerge(repo, merge)]);
  expect(both[0]).toEqual(both[1]);
  expect(await readRef(repo, 'refs/muster/saved/s2')).toBeUndefined();
  expect(inside('diff', '--name-only', '--diff-filter=U')).toBe('list.md');
});

test('[C9] the user’s settings do not solve a conflict for the session', async () => {
  const { repo, merge, turn, git, put, inside } = await sameLine();
  for (const [name, value] of [
    ['rerere.enabled', 'true'],
    ['rerere.autoupdate', 'true'],
    ['merge.ff', 'only'],
    ['branch.session/2.mergeOptions', '--squash'],
  ])
    git('config', name!, value!);
  expect(await layMerge(repo, merge)).toMatchObject({ kind: 'under_way' });
  put('list.md', 'solved\n');
  await commitWorktree(repo, turn);
  inside('reset', '--quiet', '--hard', 'HEAD^');
  expect(await layMerge(repo, merge)).toMatchObject({ kind: 'under_way' });
  expect(await commitWorktree(repo, { ...turn, trailers: { 'Muster-Turn': 'turn-3' } })).toMatchObject({
    kind: 'unmerged',
  });
});

test('a merge whose files are those of HEAD is in the way of a move', async () => {
  const { repo, merge, inside, path } = await sameLine();
  await layMerge(repo, merge);
  inside('checkout', '--quiet', 'HEAD', '--', '.');
  inside('rm', '--quiet', '--force', 'new.md');
  expect(inside('status', '--porcelain')).toBe('');
  expect(await syncWorktree(repo, { path, branch: 'session/2', to: merge.theirs })).toMatchObject({
    kind: 'dirty',
    paths: [],
  });
});

test('[C10] a merge that somebody committed with its markers is seen through', async () => {
  const { repo, merge, inside, ours, tip, put } = await sameLine();
  await layMerge(repo, merge);
  inside('commit', '--quiet', '-am', 'Concluded as it was');
  const here = (path: string) => readFileAt(repo, inside('rev-parse', 'HEAD'), path);
  expect(await findLeftConflicts(repo, { ours, theirs: tip }, here)).toMatchObject([
    { kind: 'marked', path: 'list.md', line: 2 },
  ]);
  put('list.md', 'both\n');
  inside('commit', '--quiet', '-am', 'Solved');
  expect(await findLeftConflicts(repo, { ours, theirs: tip }, here)).toEqual([]);
});
