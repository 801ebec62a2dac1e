import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** A commit by which a branch went forward. */
export type BranchStep = { commit: string; parents: string[]; author: string };

/** The commits along the first parents of `head` that none of `without` contains, the newest first. */
export async function readSteps(
  repo: Repository,
  head: string,
  without: readonly string[],
): Promise<BranchStep[]> {
  const { stdout } = await runGit(repo, {
    args: ['log', '-z', '--first-parent', '--format=%H%x09%P%x09%an', head, '--not', ...without],
    kind: 'read',
  });
  return stdout
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [commit = '', parents = '', author = ''] = line.split('\t');
      return { commit, parents: parents.split(' ').filter((parent) => parent !== ''), author };
    });
}
