import { expect, test } from 'vitest';
import {
  commitTree,
  isAncestor,
  listRefs,
  listUnreachable,
  mergeBase,
  mergeCommit,
  mergeTrees,
  moveRef,
  readRef,
  removeRef,
  treeOf,
} from '../src/index.ts';
import { AUTHOR, DATE, makeRepository } from './temporary-repository.ts';

test('a ref moves only from where it is expected, and a repeat says so', async () => {
  const { repo, git, commit } = await makeRepository();
  const first = git('rev-parse', 'HEAD');
  const second = commit('Second', { a: 'a' });
  expect(await moveRef(repo, 'landing', first, undefined, 'make')).toBe('moved');
  expect(await moveRef(repo, 'landing', first, undefined, 'make')).toBe('already');
  expect(await moveRef(repo, 'landing', second, undefined, 'make')).toBe('stale');
  expect(await moveRef(repo, 'landing', second, first, 'land\nwith a line break')).toBe('moved');
  expect(await moveRef(repo, 'landing', second, first, 'land')).toBe('already');
  expect(await moveRef(repo, 'landing', second, second, 'land')).toBe('already');
  expect(await moveRef(repo, 'landing', first, first, 'land')).toBe('stale');
  expect(await moveRef(repo, 'nowhere', second, first, 'land')).toBe('stale');
  expect(await readRef(repo, 'refs/heads/landing')).toBe(second);
  expect(await readRef(repo, 'nowhere')).toBeUndefined();
});

test('of two movers with the same expectation exactly one wins', async () => {
  const { repo, git } = await makeRepository();
  const base = git('rev-parse', 'HEAD');
  const tree = await treeOf(repo, base);
  const commits = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      commitTree(repo, { tree, parents: [base], message: `Mover ${n}`, author: AUTHOR }),
    ),
  );
  const answers = await Promise.all(
    commits.map((next) => moveRef(repo, 'main-line', next, undefined, 'race')),
  );
  expect(answers.filter((answer) => answer === 'moved')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'stale')).toHaveLength(3);
});

test('a tip that is moved away from or removed stays reachable', async () => {
  const { repo, git, commit } = await makeRepository();
  const first = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '-b', 'side');
  const second = commit('Second', { a: 'a' });
  git('checkout', '--quiet', 'main');
  expect(await moveRef(repo, 'side', first, second, 'rewind')).toBe('moved');
  expect(await listRefs(repo, 'refs/muster/kept/')).toEqual([
    { ref: `refs/muster/kept/${second}`, commit: second },
  ]);
  expect(await moveRef(repo, 'side', second, first, 'forward again')).toBe('moved');
  expect(await removeRef(repo, 'side', second)).toBe('removed');
  expect(await removeRef(repo, 'side', second)).toBe('already');
  expect(await listUnreachable(repo)).toEqual([]);
});

test('the same parts make the same commit, with the dates given', async () => {
  const { repo, git } = await makeRepository();
  const base = git('rev-parse', 'HEAD');
  const parts = {
    tree: await treeOf(repo, base),
    parents: [base],
    message: 'Land',
    author: AUTHOR,
    date: DATE,
  };
  const one = await commitTree(repo, parts);
  expect(await commitTree(repo, { ...parts, date: '2026-01-02T03:04:05.678Z' })).toBe(one);
  expect(git('show', '-s', '--format=%an %ae %aI %cn %cI', one)).toBe(
    'Session 2 session-2@example.test 2026-01-02T03:04:05+00:00 Session 2 2026-01-02T03:04:05+00:00',
  );
  const zoned = await commitTree(repo, { ...parts, date: '2026-01-02T08:34:05+05:30' });
  expect(git('show', '-s', '--format=%cI', zoned)).toBe('2026-01-02T08:34:05+05:30');
});

test('a merge is made without a work tree, fast-forwarded where allowed, and not made twice', async () => {
  const { repo, git, commit } = await makeRepository();
  const base = git('rev-parse', 'HEAD');
  const ours = commit('Ours', { ours: '1' });
  git('checkout', '--quiet', '-b', 'theirs', base);
  const theirs = commit('Theirs', { theirs: '1' });
  const how = { message: 'Merge theirs', author: AUTHOR, date: DATE };
  const merged = await mergeCommit(repo, { ours, theirs, ...how });
  if (merged.kind !== 'merged') throw new Error(merged.kind);
  expect(await mergeCommit(repo, { ours, theirs, ...how })).toEqual(merged);
  expect(git('ls-tree', '--name-only', merged.commit)).toBe('README.md\nours\ntheirs');
  expect(git('log', '-1', '--format=%P', merged.commit)).toBe(`${ours} ${theirs}`);
  expect(await mergeCommit(repo, { ours: merged.commit, theirs, ...how })).toEqual({
    kind: 'already',
    commit: merged.commit,
  });
  expect(await mergeCommit(repo, { ours: base, theirs, canFastForward: true, ...how })).toEqual({
    kind: 'fast_forward',
    commit: theirs,
  });
  expect((await mergeCommit(repo, { ours: base, theirs, ...how })).kind).toBe('merged');
  expect(await isAncestor(repo, base, merged.commit)).toBe(true);
  expect(await isAncestor(repo, merged.commit, base)).toBe(false);
  expect(await mergeBase(repo, ours, theirs)).toBe(base);
});

test('a conflict names every path with its reason and the stretches that collide', async () => {
  const { repo, git, commit } = await makeRepository({ 'sp ace\n"ü".txt': 'a\nb\nc\n', gone: 'x\n' });
  const base = git('rev-parse', 'HEAD');
  const ours = commit('Ours', { 'sp ace\n"ü".txt': 'a\nours\nc\n', gone: 'changed\n' });
  git('checkout', '--quiet', '-b', 'theirs', base);
  git('rm', '--quiet', 'gone');
  const theirs = commit('Theirs', { 'sp ace\n"ü".txt': 'a\ntheirs\nc\n' });
  const merge = await mergeTrees(repo, ours, theirs);
  if (merge.kind !== 'conflict') throw new Error(merge.kind);
  expect(merge.paths.map(({ path, reason }) => [path, reason])).toEqual([
    ['gone', 'modify/delete'],
    ['sp ace\n"ü".txt', 'contents'],
  ]);
  expect(merge.paths[1]?.hunks).toMatch(/^<<<<<<< .*\nours\n=======\ntheirs\n>>>>>>> /);
});

test('unrelated histories and unknown commits are refused by code', async () => {
  const { repo, git } = await makeRepository();
  const base = git('rev-parse', 'HEAD');
  const lonely = await commitTree(repo, {
    tree: await treeOf(repo, base),
    parents: [],
    message: 'Lonely',
    author: AUTHOR,
  });
  await expect(mergeTrees(repo, base, lonely)).rejects.toMatchObject({ code: 'unrelated_histories' });
  await expect(treeOf(repo, 'f'.repeat(40))).rejects.toMatchObject({ code: 'unknown_revision' });
  await expect(mergeTrees(repo, base, 'f'.repeat(40))).rejects.toMatchObject({ code: 'unknown_revision' });
  expect(await mergeBase(repo, base, lonely)).toBeUndefined();
});
