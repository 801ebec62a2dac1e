import { fractionOf } from './backoff.ts';

export type Token = {
  issuedAt: Date;
  expiresAt: Date | undefined;
  canRefresh: boolean;
  /** Instagram refreshes no token that is younger than a day. */
  youngestRefreshMs: number;
};

/** When a token is refreshed, or why a person has to connect the account again. */
export type Refresh = { kind: 'never' } | { kind: 'at'; at: Date } | { kind: 'reconnect'; before: Date };

/**
 * A token is refreshed at 60 to 70 % of its life, by the seed: early enough that an outage of days does no harm, and not all
 * of them at once. Where it may not be refreshed at that age, as soon as it may.
 */
export function nextRefresh(token: Token, seed: string): Refresh {
  if (token.expiresAt === undefined) return { kind: 'never' };
  if (!token.canRefresh) return { kind: 'reconnect', before: token.expiresAt };
  const issued = token.issuedAt.getTime();
  const lifeMs = token.expiresAt.getTime() - issued;
  const wanted = issued + lifeMs * (0.6 + 0.1 * fractionOf(seed));
  const at = Math.max(wanted, issued + token.youngestRefreshMs);
  return at < token.expiresAt.getTime()
    ? { kind: 'at', at: new Date(Math.round(at)) }
    : { kind: 'reconnect', before: token.expiresAt };
}
