import { commitOf, keepCommit } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { saveDirty } from './save-worktree.ts';
import { readStatus } from './worktree-status.ts';

/**
 * Takes commits off a worktree's branch and leaves their files in the work tree. The old tip stays reachable under
 * `refs/muster/kept/`, and what is staged beside it is saved first. Safe to repeat.
 */
export async function uncommit(
  repo: Repository,
  { path, branch, to }: { path: string; branch: string; to: string },
): Promise<void> {
  const tip = await commitOf(repo, `refs/heads/${branch}`);
  if (tip === to) return;
  await keepCommit(repo, tip);
  const status = await readStatus(repo, path);
  if (status.dirty.some(({ isStaged }) => isStaged)) {
    await saveDirty(repo, { path, ref: `uncommitted/${branch}` }, status);
  }
  await runGit(repo, { args: ['reset', '--quiet', '--mixed', to], cwd: path, kind: 'write' });
}
