import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectRepository, openRepository, type RepositoryFacts, repositoryFindings } from '../src/index.ts';
import { makeRepository, writeFileAt } from './temporary-repository.ts';

const rules = (facts: RepositoryFacts) => repositoryFindings(facts).map(({ rule }) => rule);

test('a plain repository has no findings', async () => {
  const { repo } = await makeRepository();
  const facts = await inspectRepository(repo);
  expect(facts).toMatchObject({
    isBare: false,
    isShallow: false,
    hasCommits: true,
    currentBranch: 'main',
    dirtyPaths: [],
    mainCandidates: ['main'],
    identity: { name: 'Test Author' },
    signing: { kind: 'off' },
    hooks: [],
    hasSubmodules: false,
    usesLargeFileStorage: false,
  });
  expect(facts.gitVersion).toMatch(/^\d+\.\d+/);
  expect(rules(facts)).toEqual([]);
});

test('what a newcomer may stumble over is found, each with a fix', async () => {
  const { dir, env, git, write, commit, root } = await makeRepository();
  commit('Set up', {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ./x\n',
  });
  git('branch', '--move', 'main', 'trunk');
  git('config', 'init.defaultBranch', 'trunk');
  git('config', '--unset', 'user.name');
  git('config', '--unset', 'user.email');
  git('config', 'commit.gpgsign', 'true');
  git('config', 'gpg.program', join(root, 'no-such-signer'));
  git('config', 'core.hooksPath', 'tools/hooks');
  writeFileAt(join(dir, 'tools/hooks/pre-commit'), '#!/bin/sh\n', 0o755);
  writeFileAt(join(dir, 'tools/hooks/commit-msg'), 'not executable');
  write('README.md', 'changed\n');
  writeFileSync(join(dir, '.git', 'CHERRY_PICK_HEAD'), `${git('rev-parse', 'HEAD')}\n`);
  const bare = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_(AUTHOR|COMMITTER)_/.test(name)),
  );
  const facts = await inspectRepository(await openRepository({ dir, env: bare }), { main: 'main' });
  expect(facts).toMatchObject({
    hasMain: false,
    mainCandidates: ['trunk'],
    midway: 'cherry_pick',
    hooks: ['pre-commit'],
    hooksPath: 'tools/hooks',
    dirtyPaths: ['README.md', 'tools/hooks/commit-msg', 'tools/hooks/pre-commit'],
  });
  expect(facts.identity).toBeUndefined();
  expect(rules(facts).sort()).toEqual(
    [
      'repository.dirty',
      'repository.hooks',
      'repository.large-files',
      'repository.main-name',
      'repository.midway',
      'repository.no-identity',
      'repository.relative-hooks',
      'repository.signing-fails',
      'repository.submodules',
    ].sort(),
  );
  for (const { fix, message } of repositoryFindings(facts))
    expect([fix.length > 0, message.length > 0]).toEqual([true, true]);
});

test('an empty, a bare and a shallow repository are told apart', async () => {
  const { root, env, gitIn, dir, commit } = await makeRepository();
  commit('Second');
  gitIn(root, 'init', '--quiet', '--initial-branch=main', 'empty');
  gitIn(root, 'clone', '--quiet', '--bare', dir, 'bare.git');
  gitIn(root, 'clone', '--quiet', '--depth=1', `file://${dir}`, 'shallow');
  const inspect = async (name: string) =>
    inspectRepository(await openRepository({ dir: join(root, name), env }));
  expect(rules(await inspect('empty'))).toEqual(['repository.no-commits']);
  expect(rules(await inspect('bare.git'))).toEqual(['repository.bare']);
  expect(rules(await inspect('shallow'))).toEqual(['repository.shallow']);
});

test('a repository is found from any folder in it, and refusals have codes', async () => {
  const { root, env, dir, repo, write, git, worktree } = await makeRepository();
  write('deep/er/file', 'x');
  expect(await openRepository({ dir: join(dir, 'deep/er'), env })).toEqual(repo);
  git('worktree', 'add', '--quiet', worktree('2'));
  expect(await openRepository({ dir: worktree('2'), env })).toMatchObject({
    dir: worktree('2'),
    commonDir: repo.commonDir,
  });
  const open = (options: object) => openRepository({ dir, env, ...options });
  await expect(open({ dir: join(root, 'absent') })).rejects.toMatchObject({ code: 'not_a_repository' });
  await expect(open({ dir: root })).rejects.toMatchObject({ code: 'not_a_repository' });
  await expect(open({ git: 'no-such-git' })).rejects.toMatchObject({ code: 'git_missing' });
  const old = join(root, 'old-git');
  writeFileAt(old, '#!/bin/sh\necho git version 2.37.9\n', 0o755);
  await expect(open({ git: old })).rejects.toMatchObject({
    code: 'git_too_old',
    facts: { version: '2.37.9' },
  });
  rmSync(old);
});
