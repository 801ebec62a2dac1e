import type { Turn } from '@musterhq/store';
import { outageOf } from './outage.ts';

const firstPauseMs = 5_000;
const longestPauseMs = 10 * 60_000;
/** With the doubling, about an hour. */
const mostOutages = 12;

/** `go`: at once. `wait`: not before `until`. `give_up`: only a person can help. */
export type Pause =
  | { kind: 'go' }
  | { kind: 'wait'; until: Date; reason: string }
  | { kind: 'give_up'; reason: string };

/**
 * When the next turn of an attempt may start after outages of `driver`, its next driver. The vendor's own word counts where it
 * is longer than ours, which doubles from 5 s to 10 min. `turns` are those of the attempt.
 */
export function pauseAfter(turns: readonly Turn[], driver: string): Pause {
  const newest = turns.filter(({ endedAt }) => endedAt !== null).toSorted((a, b) => b.number - a.number);
  const last = newest[0];
  const outage = last === undefined ? undefined : outageOf(last);
  // Somebody else's outage says nothing about this one.
  if (last === undefined || outage === undefined || last.driver !== driver) return { kind: 'go' };
  const other = newest.findIndex((turn) => turn.driver !== driver || outageOf(turn) === undefined);
  const inRow = other < 0 ? newest.length : other;
  const words = `${driver} is out (${outage.class.replace('_', ' ')}): ${outage.message}`;
  if (outage.class === 'budget' && outage.retryAfterMs === undefined)
    return { kind: 'give_up', reason: outage.message };
  if (outage.class === 'auth')
    return { kind: 'give_up', reason: `${words}. Sign it in, then 'muster resume'.` };
  if (outage.class === 'quota' && outage.retryAfterMs === undefined)
    return { kind: 'give_up', reason: `${words}. Once there is quota again: 'muster resume'.` };
  if (inRow >= mostOutages)
    return {
      kind: 'give_up',
      reason: `${words}. It was so ${inRow} times in a row; 'muster resume' tries again.`,
    };
  const own = Math.min(firstPauseMs * 2 ** (inRow - 1), longestPauseMs);
  const pauseMs = Math.max(own, outage.retryAfterMs ?? 0);
  return { kind: 'wait', until: new Date(last.endedAt!.getTime() + pauseMs), reason: words };
}

export const reasonOfPause = (pause: Pause): string =>
  pause.kind === 'go' ? 'it is in again' : pause.reason;
