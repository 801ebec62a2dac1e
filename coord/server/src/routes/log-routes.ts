import { readAt } from '@musterhq/engine';
import { type EventPage, findRun, readEventPage } from '@musterhq/store';
import { z } from 'zod';
import { eventRow, eventRowSchema } from '../event-row.ts';
import { readLabels } from '../feed/feed.ts';
import { route } from '../route.ts';

const number = z.coerce.number().int().nonnegative();

export const eventsSchema = z.object({
  at: z.int(),
  /** Newest first. */
  events: z.array(eventRowSchema),
  /** How many there are of those that were asked for. */
  total: z.int(),
});
export type Events = z.infer<typeof eventsSchema>;

export const logRoutes = [
  route({
    method: 'GET',
    url: '/api/events',
    permission: 'read',
    summary:
      'A page of the event log, newest first: before or after an event, or from a place that is counted from the oldest one.',
    query: z.strictObject({
      before: number.optional(),
      after: number.optional(),
      from: number.optional(),
      limit: number.max(500).default(100),
      search: z.string().trim().min(1).max(200).optional(),
      kind: z.string().max(200).optional(),
      session: number.optional(),
      task: z.string().max(200).optional(),
    }),
    answer: eventsSchema,
    handle: ({ query }, { around }) =>
      readAt(around, async (still) => {
        const run = await findRun(still.store.database);
        if (run === undefined) return { events: [], total: 0 };
        const { kind, ...rest } = query;
        const page = { ...rest, ...(kind === undefined ? {} : { kinds: kind.split(',') }) } as EventPage;
        const { events, total } = await readEventPage(still.store.database, run.id, page);
        const labels = await readLabels(still);
        return { events: events.map((event) => eventRow(event, labels)), total };
      }),
  }),
];
