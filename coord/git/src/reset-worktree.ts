import { join } from 'node:path';
import { GitError } from './git-error.ts';
import { settleKilledMove } from './move-checkout.ts';
import { fullRef, keepCommit } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import { saveDirty } from './save-worktree.ts';
import { isThere, requireWorktreeGitDir } from './worktree-files.ts';
import { readStatus } from './worktree-status.ts';

export type WorktreeReset = { head: string; saved?: string };

/**
 * Puts a worktree on `branch` at `to` with exactly its files; ignored files stay. What was there is saved first under
 * `saveRef`, and tips that `to` does not contain stay reachable under `refs/muster/kept/`. A merge or rebase under way
 * ends. Repositories that stand untracked in the folder stay. Throws `branch_in_use`.
 */
export async function resetWorktree(
  repo: Repository,
  order: {
    path: string;
    branch: string;
    to: string;
    saveRef: string;
    date?: string;
    /** Where the caller put it before, and knows the commit from elsewhere: found there, the tip is not kept anew. */
    known?: string;
  },
): Promise<WorktreeReset> {
  const { path, branch, to, saveRef, date, known } = order;
  await settleKilledMove(repo, path);
  const status = await readStatus(repo, path);
  const gitDir = await requireWorktreeGitDir(path);
  const isRebasing = await isAnyThere(gitDir, ['rebase-merge', 'rebase-apply']);
  const isMidway =
    isRebasing || (await isAnyThere(gitDir, ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD']));
  if (status.dirty.length === 0 && status.head === to && status.branch === fullRef(branch) && !isMidway) {
    return { head: to };
  }
  const saved =
    status.dirty.length === 0
      ? undefined
      : await saveDirty(repo, { path, ref: saveRef, ...(date === undefined ? {} : { date }) }, status);
  const isKnown = known !== undefined && status.head === known && status.branch === fullRef(branch);
  if (!isKnown) await keepTips(repo, path, branch, to);
  if (isRebasing) await runGit(repo, { args: ['rebase', '--quit'], cwd: path, kind: 'write', accept: 'any' });
  const call = { args: ['checkout', '--quiet', '--force', '--no-track', '-B', branch, to], cwd: path };
  const result = await runGit(repo, { ...call, kind: 'write', accept: 'any' });
  if (/already (checked out|used by worktree)/.test(result.stderr)) {
    throw new GitError('branch_in_use', result.stderr.trim(), { branch, path });
  }
  if (result.exitCode !== 0) throw gitFailure(call, result);
  if (status.dirty.length > 0)
    await runGit(repo, { args: ['clean', '--quiet', '--force', '-d'], cwd: path, kind: 'write' });
  return { head: to, ...(saved === undefined ? {} : { saved }) };
}

/** Keeps HEAD and the branch's tip where the new commit does not contain them. */
async function keepTips(repo: Repository, path: string, branch: string, to: string): Promise<void> {
  const { stdout } = await runGit(repo, {
    args: ['rev-parse', '--verify', '--quiet', 'HEAD'],
    cwd: path,
    kind: 'read',
    accept: [0, 1],
  });
  const tips = await runGit(repo, {
    args: ['for-each-ref', '--format=%(objectname)', `--no-merged=${to}`, fullRef(branch)],
    kind: 'read',
  });
  for (const tip of new Set([stdout.trim(), tips.stdout.trim()])) {
    if (tip !== '' && tip !== to) await keepCommit(repo, tip);
  }
}

async function isAnyThere(folder: string, names: string[]): Promise<boolean> {
  return (await Promise.all(names.map((name) => isThere(join(folder, name))))).includes(true);
}
