import { askRemote, failureOf } from './ask-remote.ts';
import { commitOf } from './refs.ts';
import type { Repository } from './repository.ts';

export type BranchFetch =
  | { kind: 'fetched'; commit: string }
  /** The remote has no such branch. */
  | { kind: 'absent' }
  | { kind: 'failed'; reason: string };

/** Where what was fetched of a branch is kept. */
export const fetchedRef = ({ remote, branch }: { remote: string; branch: string }): string =>
  `refs/muster/remotes/${remote}/${branch}`;

/** Brings a branch of a remote here, under a ref of its own: no branch and no work tree moves. */
export async function fetchBranch(
  repo: Repository,
  { remote, branch }: { remote: string; branch: string },
): Promise<BranchFetch> {
  const ref = fetchedRef({ remote, branch });
  const asked = await askRemote(repo, {
    args: [
      ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
      ...['--end-of-options', remote, `+refs/heads/${branch}:${ref}`],
    ],
    kind: 'write',
  });
  if (asked.kind === 'failed') return asked;
  const { result } = asked;
  if (result.exitCode === 0) return { kind: 'fetched', commit: await commitOf(repo, ref) };
  return /couldn't find remote ref/.test(result.stderr) ? { kind: 'absent' } : failureOf(result);
}
