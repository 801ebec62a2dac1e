import type { Attempt, Turn } from '@musterhq/store';
import { outageOf } from '../driving/outage.ts';
import { latestAttempts } from '../latest-attempts.ts';

/** Tasks that are blocked because a budget was used up: more of it is all that they wait for. */
export function stoppedByBudget(attempts: readonly Attempt[], turns: readonly Turn[]): string[] {
  return [...latestAttempts(attempts).values()].flatMap(({ task, state, number }) => {
    if (state !== 'blocked') return [];
    const newest = turns
      .filter((turn) => turn.task === task && turn.attempt === number)
      .toSorted((a, b) => b.number - a.number)[0];
    return newest !== undefined && outageOf(newest)?.class === 'budget' ? [task] : [];
  });
}
