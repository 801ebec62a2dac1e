import { GitError } from './git-error.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The two parents of a merge commit and where they parted. Throws `unknown_revision` for what is no merge of two. */
export async function resolveMerge(
  repo: Repository,
  commit: string,
): Promise<{ merge: string; onto: string; work: string; base: string }> {
  const { stdout, stderr } = await runGit(repo, {
    args: ['rev-parse', '--revs-only', `${commit}^0`, `${commit}^1`, `${commit}^1...${commit}^2`],
    kind: 'read',
    accept: 'any',
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const [merge, onto, one, other] = lines.filter((line) => !line.startsWith('^'));
  // Of several, where branches crossed, the first: what parted later is in both by then.
  const base = lines.find((line) => line.startsWith('^'))?.slice(1);
  if (
    merge !== undefined &&
    onto !== undefined &&
    one !== undefined &&
    other !== undefined &&
    base !== undefined
  ) {
    return { merge, onto, work: one === onto ? other : one, base };
  }
  throw new GitError(
    'unknown_revision',
    `expected ${commit} to be a merge of two commits with a common history, but it is not`,
    { revision: commit, stderr },
  );
}
