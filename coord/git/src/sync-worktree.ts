import { settleKilledMove, withMoveJournal } from './move-checkout.ts';
import { fullRef, keepCommit } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import { readMergeHead, requireWorktreeGitDir } from './worktree-files.ts';
import { readStatus } from './worktree-status.ts';

export type WorktreeSync =
  | { kind: 'already'; head: string }
  | { kind: 'moved'; from: string; head: string }
  /** Changed, staged or untracked (not ignored) paths; nothing was moved. */
  | { kind: 'dirty'; head: string; paths: string[] }
  /** Only where a fast-forward was asked for: the commit does not contain the branch; nothing was moved. */
  | { kind: 'diverged'; head: string }
  | { kind: 'mismatch'; what: 'branch'; expected: string; found: string };

/**
 * Moves a clean worktree and its branch to a commit: two git processes, one when it is there already. A tip that the
 * commit does not contain stays reachable under `refs/muster/kept/`. A move that was killed half-way is taken back and
 * done again.
 */
export async function syncWorktree(
  repo: Repository,
  order: { path: string; branch: string; to: string; isForwardOnly?: boolean },
): Promise<WorktreeSync> {
  const { path, branch, to } = order;
  await settleKilledMove(repo, path);
  const status = await readStatus(repo, path);
  const { head, dirty } = status;
  const found = status.branch ?? `detached at ${head}`;
  if (found !== fullRef(branch) || head === undefined) {
    return { kind: 'mismatch', what: 'branch', expected: fullRef(branch), found };
  }
  // Of a merge under way even when its files are those of HEAD: git would refuse to move in the middle of it.
  const isMerging = (await readMergeHead(await requireWorktreeGitDir(path))) !== undefined;
  if (dirty.length > 0 || isMerging) return { kind: 'dirty', head, paths: dirty.map((entry) => entry.path) };
  if (head === to) return { kind: 'already', head };
  return withMoveJournal({ path, from: head, to }, () => move(repo, order, head));
}

async function move(
  repo: Repository,
  { path, to, isForwardOnly = false }: { path: string; to: string; isForwardOnly?: boolean },
  from: string,
): Promise<WorktreeSync> {
  const forward = await fastForward(repo, path, to);
  const isContained = isAlreadyContained(forward.stdout);
  if (forward.exitCode === 0 && !isContained) return { kind: 'moved', from, head: to };
  if (!isContained && !isDiverged(forward.stderr))
    throw gitFailure({ args: ['merge', '--ff-only', to], cwd: path }, forward);
  if (isForwardOnly) return { kind: 'diverged', head: from };
  await keepCommit(repo, from);
  // Aborts, as the fast-forward does, rather than overwrite a file that changed since the look.
  await runGit(repo, { args: ['reset', '--quiet', '--keep', to], cwd: path, kind: 'write' });
  return { kind: 'moved', from, head: to };
}

/** Brings the checked-out branch and its files along, or refuses before touching anything; ignored files are not overwritten. */
export function fastForward(repo: Repository, path: string, to: string) {
  return runGit(repo, {
    args: ['merge', '--ff-only', '--no-stat', '--no-autostash', '--no-overwrite-ignore', to],
    cwd: path,
    kind: 'write',
    accept: 'any',
  });
}

/** Git's success without a move: HEAD contains the commit. */
export function isAlreadyContained(output: string): boolean {
  return /^Already up to date/m.test(output);
}

export function isDiverged(words: string): boolean {
  return /Not possible to fast-forward|refusing to merge unrelated|Diverging branches/.test(words);
}
