import { seededSecret } from './seeded.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The first millisecond of X's Snowflake ids: 4 November 2010, 01:42:54.657 UTC. */
const snowflakeEpoch = 1_288_834_974_657n;

/** What is opened before the sandbox's clock runs is counted from here; what is made later is numbered by its second since then. */
export const openedAt = Date.UTC(2020, 0, 1);

/**
 * Ids in the shapes of the platforms; the same seed and the same order of calls at the same hours give the same ids. Those of posts rise
 * with the hour: a sandbox that takes the place of one that was killed does not give an id a second time.
 */
export type Ids = {
  /** X: milliseconds since its epoch in the upper bits, so that a later id is a greater one; of now unless told. */
  snowflake(at?: number): string;
  /** Instagram: 17 digits that begin with 178 (accounts, containers) or 180 (media, comments). */
  instagram(kind: 'account' | 'container' | 'media' | 'comment'): string;
  /** Facebook: 15 digits; a post's id is the Page's, an underscore, and such a number. An actor is a Page, a person or an app. */
  facebook(kind: 'actor' | 'content'): string;
  secret(kind: string): string;
  trace(): string;
};

export function makeIds(seed: number, clock: VirtualClock): Ids {
  const counts = new Map<string, number>();
  const next = (kind: string) => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return number;
  };
  const rising = (kind: string) => {
    const seconds = Math.floor((clock.now() - openedAt) / 1_000);
    const number = Math.max((counts.get(kind) ?? 0) + 1, seconds);
    counts.set(kind, number);
    return number;
  };
  const start = (Math.abs(Math.trunc(seed)) % 900) + 100;
  return {
    snowflake: (at = clock.now()) =>
      (((BigInt(at) - snowflakeEpoch) << 22n) | (BigInt(next('snowflake')) & 0x3fffffn)).toString(),
    instagram: (kind) =>
      `${{ account: '1784', container: '1788', media: '1801', comment: '1802' }[kind]}${start}${String(
        (kind === 'account' ? next : rising)(`instagram ${kind}`),
      ).padStart(10, '0')}`,
    facebook: (kind) =>
      `1${start}${String((kind === 'actor' ? next : rising)(`facebook ${kind}`)).padStart(11, '0')}`,
    secret: (kind) => seededSecret(seed, kind, next('secret')),
    trace: () => `SANDBOX${String(next('trace')).padStart(8, '0')}`,
  };
}
