import { access, constants, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type Repository, readGitVersion } from './repository.ts';
import { runGit } from './run-git.ts';
import { ignoreMissing, isThere, worktreeGitDir } from './worktree-files.ts';
import { readStatus } from './worktree-status.ts';

export type RepositoryFacts = {
  gitVersion: string;
  isBare: boolean;
  isShallow: boolean;
  hasCommits: boolean;
  /** Short name; absent when HEAD is detached. */
  currentBranch?: string;
  /** Changed, staged and untracked paths of the work tree. */
  dirtyPaths: string[];
  /** Existing branches that may be the main one, the likeliest first; `main`, where asked for, before the others. */
  mainCandidates: string[];
  /** The branch that was asked for is there. */
  hasMain: boolean;
  /** Who commits by default; absent when git would refuse to commit. */
  identity?: { name: string; email: string };
  signing: { kind: 'off' } | { kind: 'works' } | { kind: 'fails'; words: string };
  /** Names of hooks that run on commits and checkouts. */
  hooks: string[];
  /** `core.hooksPath`, when set. */
  hooksPath?: string;
  hasSubmodules: boolean;
  usesLargeFileStorage: boolean;
  /** A merge, rebase, cherry-pick, revert or bisect under way. */
  midway?: 'merge' | 'rebase' | 'cherry_pick' | 'revert' | 'bisect';
};

/** What `muster init` must know before it prepares a repository. Changes nothing (a test signature is stored nowhere). */
export async function inspectRepository(
  repo: Repository,
  options: { main?: string } = {},
): Promise<RepositoryFacts> {
  const [gitVersion, flags, branches, current, configuration, identity, hooks] = await Promise.all([
    readGitVersion(repo),
    readWords(repo, ['rev-parse', '--is-bare-repository', '--is-shallow-repository']),
    readWords(repo, ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/']),
    readWords(repo, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    readConfiguration(repo),
    readIdentity(repo),
    listHooks(repo),
  ]);
  const [isBare, isShallow] = flags;
  const status = isBare === 'true' ? { dirty: [] } : await readStatus(repo, repo.dir);
  const head = await readWords(repo, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  const likely = [options.main, 'main', 'master', configuration.get('init.defaultbranch'), current[0]];
  const midway = await readMidway(repo);
  const hooksPath = configuration.get('core.hookspath');
  return {
    gitVersion,
    isBare: isBare === 'true',
    isShallow: isShallow === 'true',
    hasCommits: head.length > 0,
    ...(current[0] === undefined ? {} : { currentBranch: current[0] }),
    dirtyPaths: status.dirty.map(({ path }) => path),
    mainCandidates: [...new Set(likely)].filter(
      (name) => name !== undefined && branches.includes(name),
    ) as string[],
    hasMain: options.main !== undefined && branches.includes(options.main),
    ...(identity === undefined ? {} : { identity }),
    signing: repo.isSigning ? await trySigning(repo) : { kind: 'off' },
    hooks,
    ...(hooksPath === undefined ? {} : { hooksPath }),
    hasSubmodules: await hasFile(repo, '.gitmodules'),
    usesLargeFileStorage: await usesLargeFileStorage(repo),
    ...(midway === undefined ? {} : { midway }),
  };
}

/** Lines of a command's answer, none when it fails: each of these commands fails where the fact is absent. */
async function readWords(repo: Repository, args: string[]): Promise<string[]> {
  const { stdout, exitCode } = await runGit(repo, { args, kind: 'read', accept: 'any' });
  return exitCode === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

async function readConfiguration(repo: Repository): Promise<Map<string, string>> {
  const { stdout } = await runGit(repo, { args: ['config', '--list', '-z'], kind: 'read', hooks: 'run' });
  return new Map(
    stdout
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const line = entry.indexOf('\n');
        return line === -1 ? [entry, 'true'] : [entry.slice(0, line), entry.slice(line + 1)];
      }),
  );
}

async function readIdentity(repo: Repository): Promise<RepositoryFacts['identity']> {
  // Without this setting git makes an identity up from the account and host name.
  const { stdout, exitCode } = await runGit(repo, {
    args: ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'],
    kind: 'read',
    accept: 'any',
  });
  const match = /^(.*) <(.*)> \d+ [+-]\d{4}$/.exec(stdout.trim());
  return exitCode !== 0 || match === null ? undefined : { name: match[1] ?? '', email: match[2] ?? '' };
}

/** Signs a commit of the empty tree; the object is left to git's own clean-up. */
async function trySigning(repo: Repository): Promise<RepositoryFacts['signing']> {
  const tree = await runGit(repo, { args: ['mktree'], kind: 'write', input: '' });
  const result = await runGit(repo, {
    args: ['commit-tree', '-S', '-m', 'Signing works', tree.stdout.trim()],
    kind: 'write',
    accept: 'any',
    timeoutMs: 20_000,
  });
  return result.exitCode === 0
    ? { kind: 'works' }
    : { kind: 'fails', words: result.stderr.trim().slice(-400) };
}

async function listHooks(repo: Repository): Promise<string[]> {
  const [path] = await readWordsWithHooks(repo);
  if (path === undefined) return [];
  const folder = isAbsolute(path) ? path : join(repo.dir, path);
  const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
  const active = await Promise.all(
    names.map(async (name) => !/\W(sample|md|json)$/.test(name) && (await isExecutable(join(folder, name)))),
  );
  return names.filter((name, at) => active[at] && /^[a-z-]+$/.test(name)).sort();
}

async function readWordsWithHooks(repo: Repository): Promise<string[]> {
  const { stdout } = await runGit(repo, {
    args: ['rev-parse', '--git-path', 'hooks'],
    kind: 'read',
    hooks: 'run',
  });
  return stdout.split('\n').filter((line) => line !== '');
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function hasFile(repo: Repository, path: string): Promise<boolean> {
  return (await readWords(repo, ['ls-tree', '--name-only', '--full-tree', 'HEAD', '--', path])).length > 0;
}

async function usesLargeFileStorage(repo: Repository): Promise<boolean> {
  const { exitCode } = await runGit(repo, {
    args: ['grep', '--quiet', 'filter=lfs', 'HEAD', '--', '.gitattributes', '**/.gitattributes'],
    kind: 'read',
    accept: 'any',
  });
  return exitCode === 0;
}

async function readMidway(repo: Repository): Promise<RepositoryFacts['midway']> {
  const gitDir = (await worktreeGitDir(repo.dir)) ?? repo.commonDir;
  const signs = [
    ['MERGE_HEAD', 'merge'],
    ['rebase-merge', 'rebase'],
    ['rebase-apply', 'rebase'],
    ['CHERRY_PICK_HEAD', 'cherry_pick'],
    ['REVERT_HEAD', 'revert'],
    ['BISECT_LOG', 'bisect'],
  ] as const;
  for (const [file, what] of signs) {
    if (await isThere(join(gitDir, file))) return what;
  }
  return undefined;
}
