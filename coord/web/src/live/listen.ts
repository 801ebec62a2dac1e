import type { QueryClient } from '@tanstack/react-query';
import { setConnection } from './connection.ts';
import type { LogEvent, Status, TurnLine } from './facts.ts';
import { newerStatus } from './queries.ts';
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
/** At most so often, however many events come: each reading is a few queries for the server. */
const refreshMs = 700;
/** How long after a refusal the next try begins; a server that is restarted needs about a second. */
const retryMs = 1_000;

/**
 * One stream for the whole page. The browser connects again by itself and names the last event that it saw; where it gives up,
 * because the server answered with an error, this does the same by hand. Returns what ends it.
 */
export function listen(client: QueryClient, onSignedOut: () => void): () => void {
  let source: EventSource | undefined;
  let lastId = '';
  let retry: ReturnType<typeof setTimeout> | undefined;
  let refresh: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  let isRefreshing = false;
  let isGrown = false;

  /** One reading after the other: a reading that began anew with each event would never end while many come. */
  const refreshSoon = () => {
    isGrown = true;
    if (isRefreshing) return;
    isRefreshing = true;
    refresh = setTimeout(async () => {
      isGrown = false;
      await client.invalidateQueries({ predicate: ({ queryKey }) => derived.has(String(queryKey[0])) });
      isRefreshing = false;
      if (isGrown && !isEnded) refreshSoon();
    }, refreshMs);
  };

  const readAgain = async () => {
    const answer = await fetch('/api/me').catch(() => undefined);
    if (isEnded) return;
    if (answer?.status === 401) onSignedOut();
    else open();
  };

  const open = () => {
    source = new EventSource(lastId === '' ? '/api/stream' : `/api/stream?after=${lastId}`);
    source.addEventListener('open', () => {
      setConnection({ kind: 'live' });
      refreshSoon();
    });
    source.addEventListener('error', () => {
      setConnection({ kind: 'lost', since: Date.now() });
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => void readAgain(), retryMs);
    });
    source.addEventListener('event', (message) => {
      if (message.lastEventId !== '') lastId = message.lastEventId;
      addRecentEvents(client, [JSON.parse(message.data) as LogEvent]);
      refreshSoon();
    });
    source.addEventListener('status', (message) => {
      const next = JSON.parse(message.data) as Status;
      client.setQueryData<Status>(['status'], (known) => newerStatus(known, next));
    });
    source.addEventListener('turn', (message) => {
      const { events } = JSON.parse(message.data) as { events: TurnLine[] };
      const lines = events.flatMap((event) => (event.line === null ? [] : [[event.session, event] as const]));
      client.setQueryData<Record<number, TurnLine>>(['turn-lines'], (known) => ({
        ...known,
        ...Object.fromEntries(lines),
      }));
    });
    source.addEventListener('reset', () => {
      lastId = '';
      void client.invalidateQueries();
    });
  };

  open();
  return () => {
    isEnded = true;
    source?.close();
    clearTimeout(retry);
    clearTimeout(refresh);
  };
}
