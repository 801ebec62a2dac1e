import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readTouched, settleKilledMove, withMoveJournal } from './move-checkout.ts';
import { commitOf, fullRef, isAncestor, moveRef, readRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailure } from './run-git.ts';
import { fastForward, isAlreadyContained, isDiverged } from './sync-worktree.ts';
import { ignoreMissing, readTextIfThere, worktreeGitDir } from './worktree-files.ts';
import { listWorktrees } from './worktree-list.ts';
import { readStatus } from './worktree-status.ts';

export type MainSync =
  /** The branch contains `to`; `head` is its tip. */
  | { kind: 'already'; head: string }
  /** `path` is the folder that was brought along, absent when the branch is checked out nowhere. */
  | { kind: 'moved'; from?: string; head: string; path?: string }
  /** Files that the move would change have changes of their own; nothing was moved. */
  | { kind: 'dirty'; path: string; paths: string[] }
  /** The branch holds commits that `to` does not contain; nothing was moved. */
  | { kind: 'diverged'; head: string }
  /** A merge, rebase or the like is under way in the folder; nothing was moved. */
  | { kind: 'busy'; path: string; what: string };

/**
 * Fast-forwards a branch that a person may have checked out in a folder of their own. Files that the move does not touch
 * may be dirty and stay as they are; files that it touches must be as committed.
 */
export async function syncMainCheckout(
  repo: Repository,
  { main, to }: { main: string; to: string },
): Promise<MainSync> {
  const branch = fullRef(main);
  const worktrees = await listWorktrees(repo);
  const checkout = worktrees.find((entry) => entry.branch === branch && entry.prunable === undefined);
  if (checkout?.head !== undefined)
    return forwardCheckout(repo, { branch, path: checkout.path, head: checkout.head, to });
  for (const { path } of worktrees) {
    if (await isRebasing(path, branch)) return { kind: 'busy', path, what: 'rebase' };
  }
  const head = await readRef(repo, branch);
  if (head === to) return { kind: 'already', head };
  if (head !== undefined && !(await isAncestor(repo, head, to))) {
    return (await isAncestor(repo, to, head)) ? { kind: 'already', head } : { kind: 'diverged', head };
  }
  const moved = await moveRef(repo, branch, to, head, 'land', { isFastForward: true });
  if (moved === 'stale') return syncMainCheckout(repo, { main, to });
  return { kind: 'moved', head: to, ...(head === undefined ? {} : { from: head }) };
}

async function forwardCheckout(
  repo: Repository,
  { branch, path, head, to }: { branch: string; path: string; head: string; to: string },
): Promise<MainSync> {
  if (head === to) return { kind: 'already', head };
  await settleKilledMove(repo, path);
  const result = await withMoveJournal({ path, from: head, to }, () => fastForward(repo, path, to));
  if (isAlreadyContained(result.stdout)) return { kind: 'already', head: await commitOf(repo, branch) };
  if (result.exitCode === 0) return { kind: 'moved', from: head, head: to, path };
  if (isDiverged(result.stderr)) return { kind: 'diverged', head };
  if (/not concluded your|unmerged files|unresolved conflict/.test(result.stderr)) {
    return { kind: 'busy', path, what: 'merge' };
  }
  const paths = await findObstacles(repo, path, head, to);
  if (paths.length > 0) return { kind: 'dirty', path, paths };
  throw gitFailure({ args: ['merge', '--ff-only', to], cwd: path }, result);
}

/** What stands in the way of a move: touched files that differ from HEAD, and untracked or ignored ones that it would add. */
async function findObstacles(repo: Repository, path: string, from: string, to: string): Promise<string[]> {
  const touched = [...(await readTouched(repo, from, to)).values()];
  const dirty = (await readStatus(repo, path)).dirty.map((entry) => entry.path);
  const obstacles = new Set(
    dirty.filter((file) =>
      touched.some((entry) => isSameOrInside(file, entry.path) || isSameOrInside(entry.path, file)),
    ),
  );
  for (const entry of touched) {
    if (!entry.wasThere && (await lstat(join(path, entry.path)).catch(ignoreMissing)) !== undefined) {
      obstacles.add(entry.path);
    }
  }
  return [...obstacles].sort();
}

function isSameOrInside(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** During a rebase HEAD is detached, and the branch named in its state will be moved when it ends. */
async function isRebasing(path: string, branch: string): Promise<boolean> {
  const gitDir = await worktreeGitDir(path);
  if (gitDir === undefined) return false;
  const names = await Promise.all(
    ['rebase-merge', 'rebase-apply'].map((folder) => readTextIfThere(join(gitDir, folder, 'head-name'))),
  );
  return names.some((name) => name?.trim() === branch);
}
