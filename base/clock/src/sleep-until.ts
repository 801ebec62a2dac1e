import { setTimeout as delay } from 'node:timers/promises';

/** A machine that slept or whose clock was set is noticed after this long at the latest; timers count neither. */
const LONGEST_TIMER_MS = 30_000;

/** Resolves once `now()` has reached the instant; rejects with the signal's reason when aborted. */
export async function sleepUntil(epochMs: number, now: () => number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  for (let left = epochMs - now(); left > 0; left = epochMs - now()) {
    try {
      await delay(Math.min(left, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }
}
