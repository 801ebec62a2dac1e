import { commitOf, isAncestor, mergeCommit, moveRef } from '@musterhq/git';
import type { Context } from './context.ts';
import { moveMain } from './move-main.ts';
import type { DueReview } from './next-review.ts';
import { fetchMain, isByPullRequest } from './pull-request/fetch-main.ts';
import { masterAuthor } from './seat.ts';

/**
 * What people committed on `main` meanwhile comes along first, so that landing stays a fast-forward; where main moves by
 * pull requests, also what was merged at the remote. Answers the tip of the integration branch.
 */
export async function takeInMain(context: Context, review: DueReview): Promise<string> {
  const { repo } = context;
  const remote = isByPullRequest(context) ? await followMain(context, review) : undefined;
  const branch = `refs/heads/${context.integration}`;
  for (;;) {
    const integration = await commitOf(repo, branch);
    const main = await commitOf(repo, `refs/heads/${context.main}`);
    const lacking = await firstLacking(context, integration, remote === undefined ? [main] : [remote, main]);
    if (lacking === undefined) return integration;
    // A merged pull request is the integration branch and a merge on top: it goes forward to that.
    const merge = await mergeCommit(repo, {
      ours: integration,
      theirs: lacking,
      canFastForward: isByPullRequest(context),
      author: masterAuthor(context.live.plan),
      message: `Take in ${context.main}`,
      date: new Date(context.clock.now()).toISOString(),
    });
    // The review then judges a tip that lacks main, and the landing is refused as no fast-forward.
    if (merge.kind === 'conflict') return integration;
    await moveRef(repo, branch, merge.commit, integration, 'muster: take in main', { isFastForward: true });
  }
}

async function firstLacking(
  { repo }: Context,
  integration: string,
  tips: string[],
): Promise<string | undefined> {
  for (const tip of tips) if (!(await isAncestor(repo, tip, integration))) return tip;
  return undefined;
}

/** Brings the local main branch to where it is at the remote, where nothing stands in the way; whether it could is told at the end. */
async function followMain(context: Context, review: DueReview): Promise<string | undefined> {
  const fetched = await fetchMain(context);
  if (fetched.kind !== 'fetched') return undefined;
  await moveMain(context, review, fetched.commit);
  return fetched.commit;
}
