import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunProcess } from '@musterhq/process';
import { gitEnvironment, REPOSITORY_MARKER } from './git-environment.ts';
import { GitError } from './git-error.ts';
import { runGit } from './run-git.ts';

/** A repository as all functions of this package take it: plain data, valid as long as the folder stays where it is. */
export type Repository = {
  /** Top folder of the work tree, or the repository itself when it is bare. */
  dir: string;
  /** The `.git` folder that all worktrees share. */
  commonDir: string;
  /** The git binary: a name on the PATH of `env`, or a path. */
  git: string;
  /** Complete environment of every git call. */
  env: Record<string, string>;
  /** Whether `commit.gpgsign` asks for signed commits. */
  isSigning: boolean;
  /** How git is started; by the process itself when absent. For those that start it hundreds of times. */
  run?: RunProcess;
};

/**
 * Finds the repository that holds `dir`. Throws `git_missing`, `git_too_old`, `not_a_repository`, `unsafe_directory` or
 * `unsupported_path`. `env` is the caller's complete environment; what a surrounding git left in it is taken out.
 */
export async function openRepository(options: {
  dir: string;
  git?: string;
  env: Record<string, string>;
}): Promise<Repository> {
  const dir = await findRealFolder(options.dir);
  const unopened: Repository = {
    dir,
    commonDir: dir,
    git: options.git ?? 'git',
    env: gitEnvironment(options.env),
    isSigning: false,
  };
  await requireGitVersion(unopened);
  const place = await runGit(unopened, {
    args: ['rev-parse', '--path-format=absolute', '--is-bare-repository', '--git-common-dir'],
    kind: 'read',
    isUnbounded: true,
  });
  const [isBare, commonDirLine, ...rest] = place.stdout.trimEnd().split('\n');
  if (commonDirLine === undefined || rest.length > 0) throw unsupportedPath(dir);
  const commonDir = await realpath(commonDirLine);
  const [top, signing] = await Promise.all([
    isBare === 'true' ? commonDir : readTopFolder(unopened),
    runGit(unopened, {
      args: ['config', '--type=bool', '--get', 'commit.gpgsign'],
      kind: 'read',
      isUnbounded: true,
      accept: [0, 1],
    }),
  ]);
  return {
    ...unopened,
    dir: top,
    commonDir,
    env: { ...unopened.env, [REPOSITORY_MARKER]: commonDir },
    isSigning: signing.stdout.trim() === 'true',
  };
}

async function readTopFolder(repo: Repository): Promise<string> {
  const { stdout } = await runGit(repo, {
    args: ['rev-parse', '--path-format=absolute', '--show-toplevel'],
    kind: 'read',
    isUnbounded: true,
  });
  const [top, ...rest] = stdout.trimEnd().split('\n');
  if (top === undefined || rest.length > 0) throw unsupportedPath(repo.dir);
  return realpath(top);
}

/** Major and minor number of `git version 2.39.5 (Apple Git-154)` and the like. */
export async function readGitVersion(repo: Pick<Repository, 'dir' | 'git' | 'env'>): Promise<string> {
  const { stdout } = await runGit(
    { ...repo, commonDir: repo.dir, isSigning: false },
    { args: ['version'], kind: 'read' },
  );
  return /\d+\.\d+(\.\d+)*/.exec(stdout)?.[0] ?? stdout.trim();
}

async function requireGitVersion(repo: Repository): Promise<void> {
  const version = await readGitVersion(repo);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 2 || (major === 2 && minor >= 38)) return;
  throw new GitError('git_too_old', `expected git 2.38 or newer, found ${version}; install a newer git`, {
    version,
  });
}

async function findRealFolder(dir: string): Promise<string> {
  try {
    return await realpath(resolve(dir));
  } catch (error) {
    throw new GitError(
      'not_a_repository',
      `expected a git repository, but there is no folder ${dir}`,
      { dir },
      error,
    );
  }
}

function unsupportedPath(dir: string): GitError {
  return new GitError(
    'unsupported_path',
    `the path of the repository holds a line break: ${JSON.stringify(dir)}`,
    { dir },
  );
}
