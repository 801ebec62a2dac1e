import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The paths below a folder that the worktree's index knows. */
export async function trackedPaths(repo: Repository, worktree: string, folder: string): Promise<Set<string>> {
  const { stdout } = await runGit(repo, {
    args: ['ls-files', '-z', '--', folder],
    cwd: worktree,
    kind: 'read',
  });
  return new Set(stdout.split('\0').filter((path) => path !== ''));
}
