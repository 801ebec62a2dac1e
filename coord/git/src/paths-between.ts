import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The paths in which two commits differ; a renamed file gives both its names. */
export async function pathsBetween(repo: Repository, before: string, after: string): Promise<string[]> {
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '-r', '-z', '--no-renames', '--name-only', before, after],
    kind: 'read',
  });
  return stdout.split('\0').filter((path) => path !== '');
}
