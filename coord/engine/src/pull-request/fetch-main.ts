import { type BranchFetch, fetchBranch } from '@musterhq/git';
import type { Context } from '../context.ts';

/** Whether `main` moves by pull requests at a remote, and never by a review itself. */
export const isByPullRequest = ({ configuration }: Pick<Context, 'configuration'>): boolean =>
  configuration.landing.main === 'pull_request';

/** Where `main` is at the remote now. */
export async function fetchMain({ repo, configuration, main }: Context): Promise<BranchFetch> {
  const { remote } = configuration.landing;
  const fetched = await fetchBranch(repo, { remote, branch: main });
  if (fetched.kind !== 'failed') return fetched;
  return { kind: 'failed', reason: `${main} cannot be fetched from ${remote}: ${fetched.reason}` };
}
