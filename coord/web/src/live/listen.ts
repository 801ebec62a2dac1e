import { makeRefresh, openStream } from '@musterhq/page';
import type { QueryClient } from '@tanstack/react-query';
import type { LogEvent, Status, TurnLine } from './facts.ts';
import { newerStatus, recentEventsQuery } from './queries.ts';
import { addRecentEvents } from './recent-events.ts';

/** What is read anew when the log has grown; the rest comes by the stream itself. */
const derived = new Set([
  'log',
  'timeline',
  'queue',
  'gates',
  'ledger',
  'budgets',
  'plan',
  'rounds',
  'days',
  'notices',
  'day',
  'task',
  'turn-events',
]);

/** One stream for the whole page; returns what ends it. */
export function listen(client: QueryClient, onSignedOut: () => void): () => void {
  const refresh = makeRefresh(client, () => (key) => derived.has(key));
  const close = openStream({
    onOpen() {
      refresh.soon();
      // Read before the stream was there, it lacks what came in between.
      void client.invalidateQueries({ queryKey: recentEventsQuery.queryKey });
    },
    onSignedOut,
    hear: {
      event(data) {
        addRecentEvents(client, [data as LogEvent]);
        refresh.soon();
      },
      status(data) {
        client.setQueryData<Status>(['status'], (known) => newerStatus(known, data as Status));
      },
      turn(data) {
        const { events } = data as { events: TurnLine[] };
        const lines = events.flatMap((event) =>
          event.line === null ? [] : [[event.session, event] as const],
        );
        client.setQueryData<Record<number, TurnLine>>(['turn-lines'], (known) => ({
          ...known,
          ...Object.fromEntries(lines),
        }));
      },
      reset: () => void client.invalidateQueries(),
    },
  });
  return () => {
    close();
    refresh.end();
  };
}
