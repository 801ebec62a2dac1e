import { askRemote, failureOf } from './ask-remote.ts';
import { fetchBranch } from './fetch-branch.ts';
import { commitOf, isAncestor, readRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type BranchPush =
  | { kind: 'pushed' | 'already' }
  /** The branch holds a commit that is not ours and that `commit` does not contain: it is left as it is. */
  | { kind: 'foreign'; tip: string }
  | { kind: 'failed'; reason: string };

/** Somebody else may push between the look and the push, seldom twice. */
const mostLooks = 3;

/**
 * Puts `commit` on a branch of a remote that is Muster's own. What the branch holds is replaced when `commit` contains it or
 * when it is what was last pushed from here, and only while it still is that (`--force-with-lease`). Safe to repeat.
 */
export async function pushBranch(
  repo: Repository,
  { remote, branch, commit }: { remote: string; branch: string; commit: string },
): Promise<BranchPush> {
  const own = `refs/muster/pushed/${remote}/${branch}`;
  // The look afterwards knows what a push did that was cut off.
  const remember = () => runGit(repo, { args: ['update-ref', own, commit], kind: 'write' });
  for (let look = 1; ; look += 1) {
    const found = await fetchBranch(repo, { remote, branch });
    if (found.kind === 'failed') return found;
    const tip = found.kind === 'fetched' ? found.commit : undefined;
    if (tip === commit) {
      await remember();
      return { kind: 'already' };
    }
    if (tip !== undefined && tip !== (await readRef(repo, own)) && !(await isAncestor(repo, tip, commit)))
      return { kind: 'foreign', tip };
    const asked = await askRemote(repo, {
      args: [
        ...['push', '--porcelain', '--recurse-submodules=no'],
        `--force-with-lease=refs/heads/${branch}:${tip ?? ''}`,
        ...['--end-of-options', remote, `${await commitOf(repo, commit)}:refs/heads/${branch}`],
      ],
      kind: 'write',
    });
    if (asked.kind === 'failed') return asked;
    if (asked.result.exitCode === 0) {
      await remember();
      return { kind: 'pushed' };
    }
    if (look === mostLooks || !/\(stale info\)/.test(asked.result.stdout)) return failureOf(asked.result);
  }
}
