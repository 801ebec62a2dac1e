import { request } from '@musterhq/page';
import { queryOptions } from '@tanstack/react-query';
import type {
  Events,
  Gates,
  Limits,
  LogEvent,
  PlanView,
  Queue,
  Status,
  Timeline,
  Tokens,
  TurnLine,
} from './facts.ts';
import { joinEvents } from './recent-events.ts';

/** The answer to a question and the stream overtake each other: what was read at the later event stays. */
export const newerStatus = (known: Status | undefined, next: Status): Status =>
  known !== undefined && known.at > next.at ? known : next;

/** Kept fresh by the stream: see `listen.ts`. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ client }) =>
    newerStatus(client.getQueryData<Status>(['status']), await request<Status>('/api/status')),
});

export const timelineQuery = queryOptions({
  queryKey: ['timeline'],
  queryFn: () => request<Timeline>('/api/timeline'),
});

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: () => request<Queue>('/api/queue'),
});

export const gatesQuery = queryOptions({
  queryKey: ['gates'],
  queryFn: () => request<Gates>('/api/gates'),
});

export const ledgerQuery = queryOptions({
  queryKey: ['ledger'],
  queryFn: () => request<Tokens>('/api/ledger'),
});

export const budgetsQuery = queryOptions({
  queryKey: ['budgets'],
  queryFn: () => request<Limits>('/api/budgets'),
});

export const planQuery = queryOptions({
  queryKey: ['plan'],
  queryFn: () => request<PlanView>('/api/plan'),
});

/** The newest page of the log, which the stream then grows at its front. */
export const recentEventsQuery = queryOptions({
  queryKey: ['recent-events'],
  queryFn: async ({ client }) => {
    const { events } = await request<Events>('/api/events?limit=60');
    return joinEvents(client.getQueryData<LogEvent[]>(['recent-events']) ?? [], events);
  },
});

/** The newest line of each session's turn, by session; only the stream tells them. */
export const turnLinesQuery = queryOptions({
  queryKey: ['turn-lines'],
  queryFn: () => ({}) as Record<number, TurnLine>,
  initialData: {},
});
