import { access, constants, lstat, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { commitEnvironment, type Person } from './commit-tree.ts';
import { findLeftConflicts, type LeftConflict } from './left-conflicts.ts';
import { settleKilledMove } from './move-checkout.ts';
import { readCheckedOut } from './read-checked-out.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import { carriesTrailers, type Trailers, withTrailers } from './trailers.ts';
import { ignoreMissing, isThere, readMergeHead, requireWorktreeGitDir } from './worktree-files.ts';

export type CommitOrder = {
  path: string;
  message: string;
  author: Person;
  committer?: Person;
  /** Found on HEAD or shortly below it, they prove that this commit was made before; none: a repeat commits again. */
  trailers: Trailers;
  /** Where the work began: while HEAD is still there, no earlier commit of it is looked for. */
  base?: string;
  /** ISO 8601; with it, a repeat after a crash makes the same commit id. */
  date?: string;
  allowEmpty?: boolean;
  /** Paths or globs, from the top folder, that are left out of the commit. */
  excludes?: string[];
  /** For the repository's hooks; 10 minutes when absent. */
  timeoutMs?: number;
};

export type WorktreeCommit =
  | { kind: 'committed'; commit: string; isRepeat: boolean }
  | { kind: 'nothing' }
  /** The end of what the hooks printed. */
  | { kind: 'hook_refused'; output: string }
  /** A merge in the worktree has conflicts that nobody solved. */
  | { kind: 'unmerged'; left: LeftConflict[] };

const HOOK_TIMEOUT_MS = 600_000;
/** How far below HEAD an earlier commit is looked for: the branch may have taken in others' work since. */
const REPEAT_DEPTH = 20;
const RACES = 3;

/**
 * Commits everything in the worktree that is not ignored, with the repository's hooks and signing; a merge under way is
 * concluded by it once its conflicts are solved in the files. Safe to repeat: a commit that carries the trailers is
 * answered, not made again. Throws `signing_failed`.
 */
export async function commitWorktree(repo: Repository, order: CommitOrder): Promise<WorktreeCommit> {
  // The files of a half-done move are not the session's work.
  await settleKilledMove(repo, order.path);
  for (let attempt = 1; ; attempt += 1) {
    const earlier = await findRepeat(repo, order);
    if (earlier !== undefined) return { kind: 'committed', commit: earlier, isRepeat: true };
    const answer = await commitOnce(repo, order);
    if (answer.kind === 'raced' && attempt === RACES) throw answer.error;
    if (answer.kind === 'nothing') {
      // Or a commit that a killed caller had started took it all since the look.
      const since = await findRepeat(repo, order);
      return since === undefined ? answer : { kind: 'committed', commit: since, isRepeat: true };
    }
    if (answer.kind !== 'raced') return answer;
  }
}

async function findRepeat(repo: Repository, order: CommitOrder): Promise<string | undefined> {
  const { path, trailers, base } = order;
  if (Object.keys(trailers).length === 0) return undefined;
  if (base !== undefined && (await headOf(repo, path)) === base) return undefined;
  const { stdout, exitCode } = await runGit(repo, {
    args: [
      'log',
      '-z',
      `--max-count=${REPEAT_DEPTH}`,
      '--first-parent',
      '--no-show-signature',
      '--format=%H%n%B',
      'HEAD',
      '--',
    ],
    cwd: path,
    kind: 'read',
    accept: [0, 128],
  });
  if (exitCode !== 0) return undefined;
  const found = stdout
    .split('\0')
    .find((entry) => carriesTrailers(entry.slice(entry.indexOf('\n') + 1), trailers));
  return found?.slice(0, found.indexOf('\n'));
}

async function commitOnce(
  repo: Repository,
  order: CommitOrder,
): Promise<WorktreeCommit | { kind: 'raced'; error: Error }> {
  const { path, allowEmpty = false, excludes = [] } = order;
  const unsolved = await findUnsolved(repo, path);
  if (unsolved.length > 0) return { kind: 'unmerged', left: unsolved };
  const left = excludes.map((pattern) => `:(top,exclude,glob)${pattern.replace(/\/$/, '/**')}`);
  await runGit(repo, { args: ['add', '--all', '--', ':/', ...left], cwd: path, kind: 'write' });
  const call = {
    args: ['commit', '--quiet', '--cleanup=whitespace', ...(allowEmpty ? ['--allow-empty'] : []), '--file=-'],
    cwd: path,
  };
  const result = await runGit(repo, {
    ...call,
    kind: 'write',
    hooks: 'run',
    input: withTrailers(order.message, order.trailers),
    env: commitEnvironment(repo, order),
    timeoutMs: order.timeoutMs ?? HOOK_TIMEOUT_MS,
    accept: 'any',
  });
  if (result.exitCode === 0) return { kind: 'committed', commit: await headOf(repo, path), isRepeat: false };
  const error = gitFailure(call, result);
  if (error.code !== 'command_failed') throw error;
  if (/cannot lock ref|could not lock/.test(result.stderr)) return { kind: 'raced', error };
  if (!(await hasStaged(repo, path)) && !allowEmpty) return { kind: 'nothing' };
  if (await hasCommitHook(repo, path)) {
    return { kind: 'hook_refused', output: `${result.stdout}${result.stderr}`.trim().slice(-8_000) };
  }
  throw error;
}

/**
 * Looked for only while a merge or the like is under way. `git add` takes conflict markers for a solution, whoever calls it:
 * of a merge the files decide, not the index. A cherry-pick or rebase is somebody's own, who has to mark what is solved.
 */
async function findUnsolved(repo: Repository, path: string): Promise<LeftConflict[]> {
  const gitDir = await requireWorktreeGitDir(path);
  const theirs = await readMergeHead(gitDir);
  const midway = ['CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];
  const isMidway = (await Promise.all(midway.map((name) => isThere(join(gitDir, name))))).includes(true);
  if (theirs === undefined && !isMidway) return [];
  const { stdout } = await runGit(repo, {
    args: ['diff', '--name-only', '--diff-filter=U', '-z'],
    cwd: path,
    kind: 'read',
  });
  const unmerged = [...new Set(stdout.split('\0').filter((name) => name !== ''))];
  if (theirs === undefined) return unmerged.map((name) => ({ kind: 'unmerged', path: name }));
  const sides = { ours: await headOf(repo, path), theirs };
  return findLeftConflicts(repo, sides, (name) => readOwnFile(join(path, name)), unmerged);
}

/** A link, a folder and a submodule hold no text of their own, so nothing of them is left to solve. */
async function readOwnFile(file: string): Promise<string | undefined> {
  const found = await lstat(file).catch(ignoreMissing);
  if (found === undefined) return undefined;
  return found.isFile() ? readFile(file, 'utf8') : '';
}

async function hasStaged(repo: Repository, path: string): Promise<boolean> {
  const { exitCode } = await runGit(repo, {
    args: ['diff', '--cached', '--quiet', '--no-ext-diff'],
    cwd: path,
    kind: 'read',
    accept: [0, 1],
  });
  return exitCode === 1;
}

async function hasCommitHook(repo: Repository, path: string): Promise<boolean> {
  const { stdout } = await runGit(repo, {
    args: ['rev-parse', '--git-path', 'hooks'],
    cwd: path,
    kind: 'read',
    hooks: 'run',
  });
  const folder = isAbsolute(stdout.trim()) ? stdout.trim() : join(path, stdout.trim());
  const hooks = [
    'pre-commit',
    'prepare-commit-msg',
    'commit-msg',
    'pre-merge-commit',
    'reference-transaction',
  ];
  const found = await Promise.all(
    hooks.map((name) =>
      access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

async function headOf(repo: Repository, path: string): Promise<string> {
  const checkedOut = await readCheckedOut(repo, await requireWorktreeGitDir(path));
  if (checkedOut?.commit !== undefined) return checkedOut.commit;
  const { stdout } = await runGit(repo, { args: ['rev-parse', '--verify', 'HEAD'], cwd: path, kind: 'read' });
  return stdout.trim();
}
