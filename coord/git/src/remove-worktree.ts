import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepCommit } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { saveDirty, writeTrees } from './save-worktree.ts';
import { readUnreachedHistory } from './unreached-heads.ts';
import {
  isThere,
  readTextIfThere,
  requireWorktreeGitDir,
  worktreeGitDir,
  writeWhole,
} from './worktree-files.ts';
import { listWorktrees, realWorktreePath, type WorktreeEntry } from './worktree-list.ts';
import { nestedRepositories, readStatus, type WorktreeStatus } from './worktree-status.ts';

/** Present once everything is saved: a removal that was killed goes on from here, whatever is left of the folder. */
const REMOVAL_MARK = 'muster-removing';

export type WorktreeRemoval =
  | { kind: 'removed'; saved?: string }
  | { kind: 'already' }
  /** Repositories that stand in the folder, untracked or as submodules: their commits would be lost with it. */
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
  const gitDir = await requireWorktreeGitDir(path);
  const mark = join(gitDir, REMOVAL_MARK);
  const status = await readStatus(repo, path);
  const nested = nestedRepositories(status);
  // A submodule keeps its repository in the worktree's own git folder, which goes with it.
  if (await isThere(join(gitDir, 'modules'))) nested.push('.git/modules');
  if (nested.length > 0) return { kind: 'nested_repositories', paths: nested };
  const earlier = await readTextIfThere(mark);
  const known = earlier === undefined || earlier === '' ? head : earlier;
  const isSaved = earlier !== undefined && !(await hasNews(repo, path, known, status));
  if (!isSaved) {
    const saved =
      status.dirty.length === 0
        ? undefined
        : await saveDirty(repo, { path, ref: saveRef, ...(date === undefined ? {} : { date }) }, status);
    if (branch === undefined && head !== undefined) await keepCommit(repo, head);
    for (const commit of await readUnreachedHistory(repo, path)) await keepCommit(repo, commit);
    await writeWhole(mark, saved ?? '');
    return { kind: 'removed', ...(saved === undefined ? {} : { saved }) };
  }
  return { kind: 'removed', ...(earlier === '' ? {} : { saved: earlier }) };
}

/** Whether somebody went on working after a removal that was killed: then there is more than missing files. */
async function hasNews(
  repo: Repository,
  path: string,
  known: string | undefined,
  status: WorktreeStatus,
): Promise<boolean> {
  if (status.dirty.length === 0) return false;
  const { tree } = await writeTrees(repo, path, status);
  if (known === undefined) return true;
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '-r', '--no-renames', '--diff-filter=AMT', '--name-only', known, tree],
    kind: 'read',
  });
  return stdout !== '';
}
