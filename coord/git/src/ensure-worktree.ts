import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GitError } from './git-error.ts';
import { waitForGit } from './live-git.ts';
import { proveWorktree, TOKEN_FILE, type WorktreeProof } from './prove-worktree.ts';
import { fullRef, keepCommit, moveRef, readRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import {
  ignoreMissing,
  isThere,
  removeFile,
  requireWorktreeGitDir,
  worktreeGitDir,
  writeWhole,
} from './worktree-files.ts';
import { listWorktrees, realWorktreePath, type WorktreeEntry } from './worktree-list.ts';

/** A checkout of a very large repository on a slow disk. */
const LONGEST_CHECKOUT_MS = 600_000;

export type WorktreeOrder = {
  path: string;
  branch: string;
  /** Commit at which the branch is made when it is missing. */
  startPoint: string;
  /** Identity that `proveWorktree` asks for, kept in the worktree's own git folder. */
  token: string;
};

/**
 * Makes the worktree, or completes what an earlier call began and did not finish; a whole one costs no git process.
 * Nothing that stands in the folder is overwritten, unless it is the half-made checkout of a killed `git worktree add`.
 * Throws `branch_in_use`, `path_occupied` and `worktree_mismatch`.
 */
export async function ensureWorktree(repo: Repository, order: WorktreeOrder): Promise<{ head: string }> {
  if (/[\r\n]/.test(order.path)) {
    throw new GitError('unsupported_path', 'the path of a worktree must not hold a line break', {
      path: order.path,
    });
  }
  const path = await realWorktreePath(order.path);
  const wanted = { ...order, path };
  const proof = await proveWorktree(repo, wanted);
  const gitDir = await worktreeGitDir(path);
  if (proof.kind === 'ok' && gitDir !== undefined && !(await isThere(join(gitDir, 'locked')))) {
    return { head: proof.head };
  }

  // A git that a killed caller had started may still be making this very worktree.
  await waitForGit(repo, { path, gitDir: gitDir ?? path }, LONGEST_CHECKOUT_MS);
  const entries = await listWorktrees(repo);
  refuseBranchInUse(entries, wanted);
  const entry = entries.find((candidate) => candidate.path === path);
  if (entry === undefined) await addUnregistered(repo, wanted);
  else if (await isThere(path)) await completeRegistered(repo, wanted, entry);
  else await addAgain(repo, wanted, entry);
  return finish(repo, wanted);
}

function refuseBranchInUse(entries: WorktreeEntry[], { path, branch }: WorktreeOrder): void {
  const user = entries.find((entry) => entry.branch === fullRef(branch) && entry.path !== path);
  if (user === undefined || user.path === adoptionPath(path)) return;
  throw new GitError(
    'branch_in_use',
    `the branch ${branch} is checked out in ${user.path}; check out another one there`,
    {
      branch,
      path: user.path,
    },
  );
}

/** Writes the token last: a worktree without one was never handed out. */
async function finish(repo: Repository, order: WorktreeOrder): Promise<{ head: string }> {
  await rm(adoptionPath(order.path), { recursive: true, force: true });
  const gitDir = await worktreeGitDir(order.path);
  if (gitDir !== undefined && (await isThere(gitDir))) {
    await writeWhole(join(gitDir, TOKEN_FILE), order.token);
  }
  const proof = await proveWorktree(repo, order);
  if (proof.kind === 'ok') return { head: proof.head };
  throw mismatchError(order, proof);
}

function mismatchError(
  { path }: WorktreeOrder,
  proof: Extract<WorktreeProof, { kind: 'mismatch' }>,
): GitError {
  const { what, expected, found } = proof;
  return new GitError(
    'worktree_mismatch',
    `the worktree ${path} is not what it should be: expected the ${what} ${expected}, found ${found}`,
    { path, what, expected, found },
  );
}

async function addUnregistered(repo: Repository, order: WorktreeOrder): Promise<void> {
  const names = (await readdir(order.path).catch(ignoreMissing)) ?? [];
  if (names.length === 0) return add(repo, order, []);
  const gitDir = await worktreeGitDir(order.path);
  const isOurs =
    gitDir !== undefined && dirname(await realWorktreePath(gitDir)) === join(repo.commonDir, 'worktrees');
  if (!isOurs) {
    throw new GitError(
      'path_occupied',
      `expected no folder or an empty one at ${order.path} for a worktree, found ${names.length} entries; move them away`,
      { path: order.path, entries: names.slice(0, 20) },
    );
  }
  await adopt(repo, order);
}

/** Registered, but its folder is gone: only the entry is renewed. A commit that only its HEAD knew is kept. */
async function addAgain(repo: Repository, order: WorktreeOrder, entry: WorktreeEntry): Promise<void> {
  if (entry.branch === undefined && entry.head !== undefined) await keepCommit(repo, entry.head);
  // Twice: the first lets git take the place of a missing worktree, the second of a locked one.
  await add(repo, order, ['--force', '--force']);
}

async function add(repo: Repository, order: WorktreeOrder, flags: string[]): Promise<void> {
  await mkdir(dirname(order.path), { recursive: true });
  // Made by itself, so that an `add` which has to be repeated never meets the branch of its own first try.
  const name = fullRef(order.branch);
  if ((await readRef(repo, name)) === undefined) {
    await moveRef(repo, name, order.startPoint, undefined, 'begin the branch');
  }
  const call = { args: ['worktree', 'add', '--quiet', ...flags, order.path, order.branch] };
  // A file checked out through a failing filter is reported by the exit code, yet the worktree stands: the proof decides.
  const result = await runGit(repo, {
    ...call,
    kind: 'write',
    accept: 'any',
    timeoutMs: LONGEST_CHECKOUT_MS,
  });
  if (result.exitCode !== 0 && (await worktreeGitDir(order.path)) === undefined)
    throw gitFailure(call, result);
}

async function completeRegistered(
  repo: Repository,
  order: WorktreeOrder,
  entry: WorktreeEntry,
): Promise<void> {
  const pointsTo = await worktreeGitDir(order.path);
  if (pointsTo === undefined || !(await isThere(pointsTo))) {
    await runGit(repo, { args: ['worktree', 'repair'], kind: 'write', accept: [0, 1] });
  }
  const gitDir = await requireWorktreeGitDir(order.path);
  const wasHandedOut = await isThere(join(gitDir, TOKEN_FILE));
  if (entry.locked === 'initializing') {
    if (!wasHandedOut) {
      // Nobody has worked here; what stands is the beginning of a checkout, with a file or HEAD perhaps half written.
      await rm(order.path, { recursive: true, force: true });
      return addAgain(repo, order, entry);
    }
    await removeFile(join(gitDir, 'locked'));
  }
  if (!(await isThere(join(gitDir, 'index')))) await rebuildIndex(repo, order.path);
}

/** The index from HEAD, the files as they stand: what differs shows up as changes. */
async function rebuildIndex(repo: Repository, path: string): Promise<void> {
  await runGit(repo, {
    args: ['reset', '--quiet', '--mixed', 'HEAD'],
    cwd: path,
    kind: 'write',
    accept: [0, 1],
  });
}

/**
 * A folder whose entry was pruned: a new entry is made elsewhere and given to it; its files stay as they are and show up
 * as changes against the branch.
 */
async function adopt(repo: Repository, order: WorktreeOrder): Promise<void> {
  const aside = adoptionPath(order.path);
  await runGit(repo, {
    args: ['worktree', 'remove', '--force', '--force', aside],
    kind: 'write',
    accept: 'any',
  });
  await add(repo, { ...order, path: aside }, ['--no-checkout']);
  const gitDir = await requireWorktreeGitDir(aside);
  await writeWhole(join(gitDir, 'gitdir'), `${join(order.path, '.git')}\n`);
  await writeWhole(join(order.path, '.git'), `gitdir: ${gitDir}\n`);
  await rebuildIndex(repo, order.path);
}

/** Holds nothing but a `.git` file while a folder is adopted. */
function adoptionPath(path: string): string {
  return `${path}.muster-adopt`;
}
