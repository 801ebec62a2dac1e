import type { Review } from '@musterhq/store';
import type { OpenPullRequest } from './pull-request/propose-landing.ts';

/** What else than its gates holds `main` back since the newest review: in words, with what to do about it. */
export function heldBecause(reviews: readonly Pick<Review, 'verdict' | 'evidence'>[]): string | undefined {
  const last = reviews.at(-1);
  if (last === undefined || last.verdict === 'landed') return undefined;
  const { pullRequest, checkout, error } = last.evidence as {
    pullRequest?: OpenPullRequest;
    checkout?: string;
    error?: string;
  };
  if (pullRequest !== undefined)
    return `main waits for pull request ${pullRequest.url} to be merged; 'muster resume' then goes on`;
  if (checkout !== undefined) return `main did not move: ${checkout}`;
  return error === undefined ? undefined : `the review failed: ${error}`;
}
