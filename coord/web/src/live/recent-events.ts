import type { QueryClient } from '@tanstack/react-query';
import type { LogEvent } from './facts.ts';

/** As many as the command view shows and a little more; the log itself has all of them. */
const keptEvents = 200;

/** Newest first, each id once: the stream and the first page of the log overlap. */
export function joinEvents(known: readonly LogEvent[], more: readonly LogEvent[]): LogEvent[] {
  const byId = new Map([...known, ...more].map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, keptEvents);
}

export function addRecentEvents(client: QueryClient, more: readonly LogEvent[]): void {
  client.setQueryData<LogEvent[]>(['recent-events'], (known) => joinEvents(known ?? [], more));
}
