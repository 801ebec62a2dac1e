import type { PlatformError } from '../errors/platform-error.ts';
import { backoffMs } from './backoff.ts';
import type { Breaker, RefusalClass } from './publication.ts';

/** So many failures of an account in a row open its breaker. */
const opensAfter = 5;
/** What one post's refusal says of that post alone, or has a waiting time of its own. */
const ofThePost: readonly RefusalClass[] = ['content', 'duplicate', 'throttle', 'quota'];
const stoppedMs = 60 * 60_000;

/** What an account's call ended as, as far as it speaks of the account and not of one post. */
export type BreakerEvent =
  | { kind: 'worked' }
  | { kind: 'unknown' }
  | ({ kind: 'refused' } & Pick<PlatformError, 'class' | 'remedy'>);

/**
 * The breaker after a call. An account that a person has to look at, for an unpaid bill or a suspicion, is stopped at once. An open breaker lets one call through after its time, and that one closes it or opens it for longer.
 */
export function nextBreaker(breaker: Breaker, event: BreakerEvent, now: Date, seed: string): Breaker {
  if (event.kind === 'worked') return { state: 'closed', failures: 0 };
  const because = event.kind === 'unknown' ? 'transient' : event.class;
  const isStopped = event.kind === 'refused' && event.remedy === 'stop_channel';
  if (ofThePost.includes(because) && !isStopped) return breaker;
  const failures = breaker.failures + 1;
  const opensFor = (ms: number): Breaker => ({
    state: 'open',
    failures,
    until: new Date(now.getTime() + ms),
    because,
  });
  if (isStopped) return opensFor(stoppedMs);
  return failures < opensAfter
    ? { state: 'closed', failures }
    : // 30 s at the first opening, then twice as long each time.
      opensFor(backoffMs(failures, seed) + 15_000);
}
