import { commitOf, keepCommit } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/**
 * Takes commits off a worktree's branch and leaves their files in the work tree. The old tip stays reachable under
 * `refs/muster/kept/`. Safe to repeat.
 */
export async function uncommit(
  repo: Repository,
  { path, branch, to }: { path: string; branch: string; to: string },
): Promise<void> {
  const tip = await commitOf(repo, `refs/heads/${branch}`);
  if (tip === to) return;
  await keepCommit(repo, tip);
  await runGit(repo, { args: ['reset', '--quiet', '--mixed', to], cwd: path, kind: 'write' });
}
