import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The first two parents of each merge commit that `head` has and `base` has not, the newest first. */
export async function readMerges(
  repo: Repository,
  base: string,
  head: string,
): Promise<[ours: string, theirs: string][]> {
  const { stdout } = await runGit(repo, {
    args: ['rev-list', '--merges', '--parents', `${base}..${head}`],
    kind: 'read',
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, ours = '', theirs = ''] = line.split(' ');
      return [ours, theirs];
    });
}
