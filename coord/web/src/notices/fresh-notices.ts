import type { NoticeList } from '../live/facts.ts';

type Notice = NoticeList['now'][number];

/**
 * What this page has not shown yet, and what it knows from now on. The first reading shows nothing: whoever opens the page sees what waits.
 * What was over and comes back is shown again; what is told of a moment is not.
 */
export function freshNotices(
  now: readonly Notice[],
  known: ReadonlySet<string> | undefined,
): { fresh: Notice[]; known: ReadonlySet<string> } {
  const fresh = known === undefined ? [] : now.filter(({ subject }) => !known.has(subject));
  return { fresh, known: new Set(now.map(({ subject }) => subject)) };
}
