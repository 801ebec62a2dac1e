import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTree, mergeTrees, proveLanding, proveOnTarget } from '../src/index.ts';
import { AUTHOR, type GitRepository, makeRepository, writeFileAt } from './temporary-repository.ts';

const lines = (...changes: [number, string][]) => {
  const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  for (const [line, words] of changes) text[line - 1] = words;
  return `${text.join('\n')}\n`;
};

/** Two sides that parted, and what landing the second on the first makes. */
async function makeSides(
  files: Record<string, string>,
  sides: { onto: (repository: GitRepository) => void; work: (repository: GitRepository) => void },
) {
  const repository = await makeRepository(files);
  const { git, commit } = repository;
  git('checkout', '--quiet', '-b', 'work');
  sides.work(repository);
  const work = commit('Work');
  git('checkout', '--quiet', 'main');
  sides.onto(repository);
  const onto = commit('Other work');
  const land = async (tree?: string) => {
    const merge = await mergeTrees(repository.repo, onto, work);
    if (merge.kind === 'conflict' && tree === undefined) throw new Error(JSON.stringify(merge));
    const merged = merge.kind === 'clean' ? merge.tree : '';
    return commitTree(repository.repo, {
      tree: tree ?? merged,
      parents: [onto, work],
      message: 'Land',
      author: AUTHOR,
    });
  };
  /** A merge as somebody makes it who changes files on the way. */
  const landOtherwise = async (changes: Record<string, string | null>) => {
    git('checkout', '--quiet', '--force', '--detach', await land());
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) rmSync(join(repository.dir, path), { recursive: true });
      else repository.write(path, text);
    }
    git('add', '--all');
    return land(git('write-tree'));
  };
  const prove = (landed: string) => proveLanding(repository.repo, { commit: landed });
  return { ...repository, onto, work, land, landOtherwise, prove };
}

test('[N1] work that landed beside other files is the same patch', async () => {
  const { land, prove } = await makeSides(
    { a: lines(), b: lines() },
    {
      onto: ({ write }) => write('b', lines([3, 'other'])),
      work: ({ write }) => {
        write('a', lines([3, 'work']));
        write('sub/new file', 'new\n');
      },
    },
  );
  expect(await prove(await land())).toEqual({
    kind: 'same_patch',
    patchId: expect.stringMatching(/^[0-9a-f]{40}$/),
    merged: [],
  });
});

test('[N1] a text that both sides changed is proven hunk by hunk', async () => {
  const { land, prove } = await makeSides(
    { a: lines() },
    {
      onto: ({ write }) => write('a', lines([8, 'other'], [25, 'other too'])),
      work: ({ write }) => write('a', lines([5, 'work'], [15, 'work too'])),
    },
  );
  expect(await prove(await land())).toEqual({ kind: 'merged', paths: ['a'], merged: ['a'] });
});

test('[N1] the same change on both sides is held, also within a larger one', async () => {
  const { land, prove } = await makeSides(
    { a: lines(), b: lines() },
    {
      onto: ({ write }) => {
        write('a', lines([5, 'work'], [25, 'other']));
        write('b', lines([20, 'other']));
      },
      work: ({ write }) => {
        write('a', lines([5, 'work'], [15, 'more']));
        write('b', lines([20, 'other']));
      },
    },
  );
  expect(await prove(await land())).toMatchObject({ kind: 'merged', merged: ['a'] });
});

test('[N1] a hunk that the merge dropped is named, and so is one that it took back in part', async () => {
  const { landOtherwise, prove } = await makeSides(
    { a: lines() },
    {
      onto: ({ write }) => write('a', lines([8, 'other'])),
      work: ({ write }) => write('a', lines([5, 'work'], [15, 'work too'])),
    },
  );
  expect(await prove(await landOtherwise({ a: lines([5, 'work'], [8, 'other']) }))).toEqual({
    kind: 'missing',
    path: 'a',
    hunk: '@@ -15,1 @@\n-line 15\n+work too',
  });
  expect(await prove(await landOtherwise({ a: lines([8, 'other']) }))).toMatchObject({
    hunk: '@@ -5,1 @@\n-line 5\n+work',
  });
  const both = lines([5, 'work\nline 5'], [8, 'other'], [15, 'work too']);
  expect(await prove(await landOtherwise({ a: both }))).toMatchObject({ kind: 'missing', path: 'a' });
  const indented = lines([5, '  work'], [8, 'other'], [15, 'work too']);
  expect(await prove(await landOtherwise({ a: indented }))).toMatchObject({ kind: 'missing', path: 'a' });
});

test('[N1] white space and a missing last line feed count', async () => {
  const { landOtherwise, prove } = await makeSides(
    { a: lines(), b: 'x\n' },
    {
      onto: ({ write }) => write('b', 'y\n'),
      work: ({ write }) => write('a', `${lines()}  end`),
    },
  );
  expect(await prove(await landOtherwise({ a: `${lines()}  end\n` }))).toMatchObject({ kind: 'missing' });
  expect(await prove(await landOtherwise({ a: `${lines()}\tend` }))).toMatchObject({ kind: 'missing' });
  expect(await prove(await landOtherwise({}))).toMatchObject({ kind: 'same_patch' });
});

test('[N1] a deletion is proven by absence', async () => {
  const { land, landOtherwise, prove } = await makeSides(
    { a: lines(), b: lines(), gone: 'g\n' },
    {
      onto: ({ write }) => write('b', lines([3, 'other'])),
      work: ({ dir, write }) => {
        rmSync(join(dir, 'gone'));
        write('a', lines().replace('line 4\nline 5\n', ''));
      },
    },
  );
  expect(await prove(await land())).toMatchObject({ kind: 'same_patch' });
  expect(await prove(await landOtherwise({ gone: 'g\n' }))).toEqual({
    kind: 'missing',
    path: 'gone',
    hunk: 'the work deletes the file, and it is there',
  });
  expect(await prove(await landOtherwise({ a: lines([20, 'other']) }))).toMatchObject({
    kind: 'missing',
    path: 'a',
    hunk: '@@ -4,2 @@\n-line 4\n-line 5',
  });
});

test('[N1] a rename on either side is followed', async () => {
  const ours = await makeSides(
    { a: lines(), keep: 'k\n' },
    {
      onto: ({ write }) => write('a', lines([25, 'other'])),
      work: ({ git, write }) => {
        git('mv', 'a', 'b');
        write('b', lines([5, 'work']));
      },
    },
  );
  expect(await ours.prove(await ours.land())).toMatchObject({ kind: 'merged', merged: ['b'] });
  expect(await ours.prove(await ours.landOtherwise({ a: lines() }))).toMatchObject({
    kind: 'missing',
    path: 'b',
  });

  const theirs = await makeSides(
    { 'old/a': lines(), 'old/z': 'z\n' },
    {
      onto: ({ git }) => git('mv', 'old/a', 'other'),
      work: ({ write }) => write('old/a', lines([5, 'work'])),
    },
  );
  const landed = await theirs.land();
  expect(theirs.git('ls-tree', '-r', '--name-only', landed)).toBe('old/z\nother');
  expect(await theirs.prove(landed)).toMatchObject({ kind: 'merged' });
  expect(await theirs.prove(await theirs.landOtherwise({ other: lines() }))).toMatchObject({
    kind: 'missing',
    path: 'old/a',
  });
});

test('[N1] of binary contents, modes, links and submodules the whole entry counts', async () => {
  const { dir, git, land, prove, work } = await makeSides(
    { binary: 'a\0b\n', script: '#!/bin/sh\n', other: 'o\n', text: lines() },
    {
      onto: ({ write }) => write('other', 'p\n'),
      work: ({ dir: folder, git: run, write }) => {
        write('binary', 'a\0c\n');
        chmodSync(join(folder, 'script'), 0o755);
        symlinkSync('other', join(folder, 'link'));
        mkdirSync(join(folder, 'module'));
        run('update-index', '--add', '--cacheinfo', `160000,${run('rev-parse', 'HEAD')},module`);
      },
    },
  );
  expect(git('ls-tree', work, 'module')).toContain('160000');
  const whole = await land();
  expect(await prove(whole)).toMatchObject({ kind: 'same_patch' });
  const with_ = async (...cacheinfo: string[]) => {
    git('read-tree', whole);
    git('update-index', '--add', '--cacheinfo', cacheinfo.join(','));
    return land(git('write-tree'));
  };
  const blob = (text: string) => {
    writeFileAt(join(dir, 'blob'), text);
    return git('hash-object', '-w', 'blob');
  };
  const entry = (path: string) => git('rev-parse', `${whole}:${path}`);
  expect(await prove(await with_('100644', blob('a\0d\n'), 'binary'))).toMatchObject({
    path: 'binary',
    hunk: 'the binary contents are others',
  });
  expect(await prove(await with_('100644', entry('script'), 'script'))).toMatchObject({
    path: 'script',
    hunk: 'the file is as it was before the work',
  });
  expect(await prove(await with_('120000', blob('elsewhere'), 'link'))).toMatchObject({ path: 'link' });
  expect(await prove(await with_('160000', whole, 'module'))).toMatchObject({ path: 'module' });
  git('read-tree', whole);
  git('rm', '--quiet', '--cached', 'module');
  expect(await prove(await land(git('write-tree')))).toMatchObject({ path: 'module' });
});

test('[N1] where lines are too much alike to tell hunks apart, the merge made again decides', async () => {
  const text = (words: string) => `${words.split(' ').join('\n')}\n`;
  const { land, landOtherwise, prove } = await makeSides(
    { a: text('a a x . x x x r . { } r r x x { { { . r } { r x x { b') },
    {
      onto: ({ write }) => write('a', text('a a x . x x x r . { } r r x } { { { . r } { r x x { b')),
      work: ({ write }) => write('a', text('a a x . x x x r . r r x x { . r } { r x x { b')),
    },
  );
  expect(await prove(await land())).toMatchObject({ kind: 'merged', replayed: ['a'] });
  const taken = text('a a x . x x x r . { } r r x } { . r } { r x x { b');
  expect(await prove(await landOtherwise({ a: taken }))).toMatchObject({ kind: 'missing', path: 'a' });
});

test('[N1] what is no merge of two is refused', async () => {
  const { repo, git } = await makeRepository();
  await expect(proveLanding(repo, { commit: git('rev-parse', 'HEAD') })).rejects.toMatchObject({
    code: 'unknown_revision',
  });
});

test('[N2] on a target each path is as it landed, or the later commits are named', async () => {
  const { repo, git, commit, land, work } = await makeSides(
    { a: lines(), b: lines(), c: 'c\n' },
    {
      onto: ({ write }) => write('c', 'other\n'),
      work: ({ write }) => {
        write('a', lines([5, 'work']));
        write('b', lines([5, 'work']));
      },
    },
  );
  const landed = await land();
  git('checkout', '--quiet', '--detach', landed);
  expect(await proveOnTarget(repo, { commit: landed, target: landed })).toEqual({
    kind: 'contained',
    unchanged: ['a', 'b'],
    superseded: [],
  });
  const first = commit('Change', { b: lines([5, 'later']) });
  commit('Elsewhere', { c: 'later\n' });
  const second = commit('Change again', { b: lines([5, 'later still']) });
  expect(await proveOnTarget(repo, { commit: landed, target: second })).toEqual({
    kind: 'contained',
    unchanged: ['a'],
    superseded: [{ path: 'b', by: [second, first] }],
  });
  expect(await proveOnTarget(repo, { commit: landed, target: work })).toEqual({ kind: 'not_contained' });
});
