import { request } from '@musterhq/page';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { Events, LogEvent } from '../live/facts.ts';
import { recentEventsQuery } from '../live/queries.ts';
import { freshEvents } from './fresh-events.ts';
import { pagesOf } from './pages-of.ts';

export type LogFilter = { search: string; session: string };

/** So many events are read at once; the log is counted from its oldest event, so that a page stays what it was. */
const pageSize = 200;

/**
 * The log as a list that is known by its length: `eventAt(0)` is the newest. Only the pages around the rows in view are read, so
 * a run of 100,000 events opens like one of 100.
 */
export function useLog(filter: LogFilter, rows: { first: number; last: number }) {
  const newest = useQuery({
    queryKey: ['log', filter],
    queryFn: () => request<Events>(addressOf(filter, { limit: pageSize })),
    placeholderData: keepPreviousData,
  });
  const { data: told = [] } = useQuery({ ...recentEventsQuery, enabled: false });
  // Whether words are found in an event only the store can tell.
  const fresh =
    newest.data === undefined || newest.isPlaceholderData || filter.search.trim() !== ''
      ? []
      : freshEvents(told, newest.data.at).filter(
          (event) => filter.session === '' || event.session === Number(filter.session),
        );
  const total = (newest.data?.total ?? 0) + fresh.length;
  const recent = [...fresh, ...(newest.data?.events ?? [])];
  const wanted = pagesOf({ total, known: recent.length, pageSize }, rows);
  const pages = useQueries({
    queries: wanted.map((page) => ({
      queryKey: ['log-page', filter, page],
      queryFn: () => request<Events>(addressOf(filter, { from: page * pageSize, limit: pageSize })),
      gcTime: 60_000,
    })),
  });
  const byPlace = new Map<number, LogEvent>();
  for (const [index, page] of wanted.entries()) {
    const events = pages[index]?.data?.events ?? [];
    for (const [at, event] of events.entries()) byPlace.set(page * pageSize + events.length - 1 - at, event);
  }
  return {
    total,
    eventAt: (row: number): LogEvent | undefined => recent[row] ?? byPlace.get(total - 1 - row),
    isKnown: newest.data !== undefined,
    error: newest.error,
  };
}

function addressOf({ search, session }: LogFilter, page: Record<string, number>): string {
  const query = new URLSearchParams(Object.entries(page).map(([name, value]) => [name, String(value)]));
  if (search.trim() !== '') query.set('search', search.trim());
  if (session !== '') query.set('session', session);
  return `/api/events?${query}`;
}
