import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepCommit } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { saveDirty } from './save-worktree.ts';
import { isThere, requireWorktreeGitDir, worktreeGitDir, writeWhole } from './worktree-files.ts';
import { listWorktrees, realWorktreePath, type WorktreeEntry } from './worktree-list.ts';
import { nestedRepositories, readStatus } from './worktree-status.ts';

/** Present once everything is saved: a removal that was killed goes on from here, whatever is left of the folder. */
const REMOVAL_MARK = 'muster-removing';

export type WorktreeRemoval =
  | { kind: 'removed'; saved?: string }
  | { kind: 'already' }
  /** Repositories that stand untracked in the folder: their commits would be lost with it. */
  | { kind: 'nested_repositories'; paths: string[] }
  /** Somebody locked the worktree. */
  | { kind: 'locked'; reason: string };

/** Saves a worktree under `saveRef` and removes it; its branch stays. Ignored files go with the folder. */
export async function removeWorktree(
  repo: Repository,
  order: { path: string; saveRef: string; date?: string },
): Promise<WorktreeRemoval> {
  const path = await realWorktreePath(order.path);
  const entry = (await listWorktrees(repo)).find((candidate) => candidate.path === path);
  if (entry === undefined) return { kind: 'already' };
  if (entry.locked !== undefined && entry.locked !== 'initializing')
    return { kind: 'locked', reason: entry.locked };
  const ready = (await isThere(path))
    ? await prepareRemoval(repo, entry, order)
    : { kind: 'removed' as const };
  if (ready.kind !== 'removed') return ready;
  await rm(path, { recursive: true, force: true });
  await runGit(repo, { args: ['worktree', 'remove', '--force', '--force', path], kind: 'write' });
  return ready;
}

async function prepareRemoval(
  repo: Repository,
  { path, head, branch }: WorktreeEntry,
  { saveRef, date }: { saveRef: string; date?: string },
): Promise<WorktreeRemoval> {
  if ((await worktreeGitDir(path)) === undefined) {
    await runGit(repo, { args: ['worktree', 'repair'], kind: 'write', accept: [0, 1] });
  }
  const mark = join(await requireWorktreeGitDir(path), REMOVAL_MARK);
  if (await isThere(mark)) return { kind: 'removed' };
  const status = await readStatus(repo, path);
  const nested = nestedRepositories(status);
  if (nested.length > 0) return { kind: 'nested_repositories', paths: nested };
  const saved =
    status.dirty.length === 0
      ? undefined
      : await saveDirty(repo, { path, ref: saveRef, ...(date === undefined ? {} : { date }) }, status);
  if (branch === undefined && head !== undefined) await keepCommit(repo, head);
  await writeWhole(mark, saved ?? '');
  return { kind: 'removed', ...(saved === undefined ? {} : { saved }) };
}
