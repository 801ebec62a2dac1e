import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ChangedPath, changedPaths } from '../src/index.ts';
import { countGit, makeRepository } from './temporary-repository.ts';

const brief = ({ path, status, oldPath }: ChangedPath) => [
  status,
  path,
  ...(oldPath === undefined ? [] : [oldPath]),
];

test('a change that a later commit takes back is listed', async () => {
  const { repo, git, commit } = await makeRepository({ theirs: '1\n', mine: '1\n' });
  const base = git('rev-parse', 'HEAD');
  const touched = commit('Touch', { theirs: '2\n' });
  const reverted = commit('Revert', { theirs: '1\n' });
  const changes = await changedPaths(repo, base, 'HEAD');
  expect(changes.map(({ commit, path }) => [commit, path])).toEqual([
    [touched, 'theirs'],
    [reverted, 'theirs'],
  ]);
  expect(await changedPaths(repo, base, base)).toEqual([]);
});

test('of a range that is one commit on its base one process tells all but the names that collide', async () => {
  const { repo, git, commit } = await makeRepository({ old: 'text\n'.repeat(9) });
  const base = git('rev-parse', 'HEAD');
  git('mv', 'old', 'line\nbreak');
  const head = commit('Only', { 'a b': '1' });
  const { counted, taken } = countGit(repo);
  const changes = await changedPaths(counted, base, head);
  expect(changes.map(brief)).toEqual([
    ['added', 'a b'],
    ['renamed', 'line\nbreak', 'old'],
  ]);
  expect(changes.map((change) => change.commit)).toEqual([head, head]);
  expect(taken()).toEqual(['diff-tree', 'ls-tree']);
  expect(await changedPaths(counted, head, head)).toEqual([]);
  expect(taken()).toEqual([]);
  const empty = commit('Empty');
  expect(await changedPaths(repo, head, empty)).toEqual([]);
  expect((await changedPaths(repo, base, empty)).map(brief)).toEqual(changes.map(brief));
});

test('names, renames, modes, links and submodules are told as they are', async () => {
  const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
  const { repo, git, commit, dir, write } = await makeRepository({
    'a/from': text,
    run: '#!/bin/sh\n',
    gone: 'no other file is like it\n',
  });
  const base = git('rev-parse', 'HEAD');
  mkdirSync(join(dir, 'b'));
  git('mv', 'a/from', 'b/to "it"\n');
  chmodSync(join(dir, 'run'), 0o755);
  rmSync(join(dir, 'gone'));
  symlinkSync('/etc/passwd', join(dir, 'absolute'));
  symlinkSync('../../elsewhere', join(dir, 'b', 'climbs'));
  symlinkSync('../a/from', join(dir, 'b', 'stays'));
  write('Grüße', 'hello\n');
  git('init', '--quiet', 'sub');
  git('-C', 'sub', 'commit', '--quiet', '--allow-empty', '-m', 'Sub');
  const head = commit('Many');
  const changes = await changedPaths(repo, base, head);
  expect(changes.map(brief)).toEqual([
    ['added', 'Grüße'],
    ['added', 'absolute'],
    ['added', 'b/climbs'],
    ['added', 'b/stays'],
    ['renamed', 'b/to "it"\n', 'a/from'],
    ['deleted', 'gone'],
    ['modified', 'run'],
    ['added', 'sub'],
  ]);
  const byPath = new Map(changes.map((change) => [change.path, change]));
  expect(byPath.get('run')).toMatchObject({ oldMode: '100644', mode: '100755' });
  expect(byPath.get('absolute')).toMatchObject({
    mode: '120000',
    symlinkTarget: '/etc/passwd',
    isSymlinkOutside: true,
  });
  expect(byPath.get('b/climbs')).toMatchObject({ isSymlinkOutside: true });
  expect(byPath.get('b/stays')).toMatchObject({ symlinkTarget: '../a/from', isSymlinkOutside: false });
  expect(byPath.get('sub')).toMatchObject({ mode: '160000', isSubmodule: true });
  expect(byPath.get('gone')).toMatchObject({ mode: '000000' });
});

test('of a merge only what came from no parent is listed', async () => {
  const { repo, git, commit } = await makeRepository({ shared: '1\n2\n3\n4\n5\n6\n7\n' });
  const start = git('rev-parse', 'HEAD');
  commit('Integration', { foreign: 'f' });
  const base = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '-b', 'session', start);
  commit('Mine', { mine: 'm' });
  git('merge', '--quiet', '-m', 'Take in', 'main');
  expect((await changedPaths(repo, base, 'HEAD')).map(brief)).toEqual([['added', 'mine']]);
  git('checkout', '--quiet', '-B', 'session', 'HEAD~1');
  git('merge', '--quiet', '--no-commit', '--no-ff', 'main');
  const evil = commit('Take in, with something beside', { foreign: 'changed in the merge', smuggled: 's' });
  const changes = await changedPaths(repo, base, 'HEAD');
  expect(changes.filter(({ commit }) => commit === evil).map(brief)).toEqual([
    ['modified', 'foreign'],
    ['added', 'smuggled'],
  ]);
});

test('a merge that drops the other side’s work is seen', async () => {
  const { repo, git, commit } = await makeRepository();
  const start = git('rev-parse', 'HEAD');
  const base = commit('Integration', { foreign: 'f', 'README.md': 'theirs\n' });
  git('checkout', '--quiet', '-b', 'session', start);
  commit('Mine', { mine: 'm' });
  git('merge', '--quiet', '--strategy=ours', '-m', 'Take in nothing', 'main');
  expect((await changedPaths(repo, base, 'HEAD')).map(brief).sort()).toEqual(
    [
      ['added', 'mine'],
      ['deleted', 'foreign'],
      ['modified', 'README.md'],
    ].sort(),
  );
});

test('a rename in a merge gives both sides', async () => {
  const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
  const { repo, git, commit } = await makeRepository({ 'theirs/file': text });
  const start = git('rev-parse', 'HEAD');
  commit('Integration', { other: 'o' });
  git('checkout', '--quiet', '-b', 'session', start);
  commit('Mine', { mine: 'm' });
  git('merge', '--quiet', '--no-commit', '--no-ff', 'main');
  git('mv', 'theirs/file', 'taken');
  commit('Take in and take away');
  const changes = await changedPaths(repo, 'main', 'session');
  const named = new Set(changes.flatMap(({ path, oldPath }) => [path, oldPath]));
  expect(named).toContain('taken');
  expect(named).toContain('theirs/file');
});

test('a name at the top that differs only in case is flagged, whatever else is new', async () => {
  const { repo, git, commit } = await makeRepository({ 'README.md': 'r' });
  const base = git('rev-parse', 'HEAD');
  commit('Collide', { 'readme.md': 'r2' });
  expect(await changedPaths(repo, base, 'HEAD')).toMatchObject([
    { path: 'readme.md', collidesWith: ['README.md'] },
  ]);
});

test('names that differ only in case or Unicode form are flagged', async () => {
  const { repo, git, commit } = await makeRepository({ 'Docs/guide.md': 'g', 'caf\u00e9': 'c', plain: 'p' });
  const base = git('rev-parse', 'HEAD');
  commit('Collide', { 'docs/other.md': 'o', 'Docs/GUIDE.md': 'g2', 'cafe\u0301': 'c2', fine: 'f' });
  const changes = await changedPaths(repo, base, 'HEAD');
  const collisions = Object.fromEntries(changes.map(({ path, collidesWith }) => [path, collidesWith]));
  expect(collisions).toEqual({
    'docs/other.md': ['Docs'],
    'Docs/GUIDE.md': ['docs', 'Docs/guide.md'],
    'cafe\u0301': ['caf\u00e9'],
    fine: undefined,
  });
});

test('the first commit of a history and an orphan branch are listed whole', async () => {
  const { repo, git, commit } = await makeRepository({ a: 'a' });
  git('checkout', '--quiet', '--orphan', 'lonely');
  commit('Again', { b: 'b' });
  expect((await changedPaths(repo, 'main', 'lonely')).map(brief)).toEqual([
    ['added', 'a'],
    ['added', 'b'],
  ]);
});
