import type { Turn } from '@musterhq/store';

/**
 * How many of the last turns of an attempt brought nothing new: they left the very tree that was judged before, and came back for
 * the same reason. Takes them newest first. What cannot be compared (a driver that failed leaves no tree) counts as new.
 */
export function idleTurns(turns: readonly Turn[]): number {
  const judged = turns.flatMap(({ verdict }) =>
    verdict?.kind === 'rework' && verdict.cause !== 'outage' ? [verdict] : [],
  );
  const next = judged.findIndex((verdict, index) => {
    const before = judged[index + 1];
    if (before === undefined || verdict.tree === undefined || verdict.tree !== before.tree) return true;
    // What a driver says of having done nothing differs each time, and is no evidence.
    const isSameReason = verdict.cause === before.cause && verdict.feedback === before.feedback;
    return !isSameReason && verdict.cause !== 'nothing_done';
  });
  return Math.max(0, next);
}
