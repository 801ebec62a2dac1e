import { assembleRoundPage, readAt, roundName, roundSchema, type Surroundings } from '@musterhq/engine';
import { type EventKind, findRun, type Run, readEventPage, readEvents, readTurnPage } from '@musterhq/store';
import { z } from 'zod';
import { eventRow, eventRowSchema, turnEventRow, turnEventRowSchema } from '../event-row.ts';
import { readLabels } from '../feed/feed.ts';
import { route } from '../route.ts';
import { ServerError } from '../server-error.ts';

const number = z.coerce.number().int().nonnegative();
const limit = number.min(1).max(500).default(100);

const eventsSchema = z.object({
  at: z.int(),
  /** Newest first. */
  events: z.array(eventRowSchema),
  /** How many there are of those that were asked for. */
  total: z.int(),
});
export type Events = z.infer<typeof eventsSchema>;

const turnEventsSchema = z.object({
  at: z.int(),
  /** Oldest first. */
  events: z.array(turnEventRowSchema),
  total: z.int(),
});
export type TurnEvents = z.infer<typeof turnEventsSchema>;

const roundsSchema = z.object({
  at: z.int(),
  /** Oldest first. */
  rounds: z.array(
    roundSchema.pick({ name: true, round: true, when: true, title: true, heldAt: true, event: true }),
  ),
});
export type Rounds = z.infer<typeof roundsSchema>;

const pageQuery = z.strictObject({
  before: number.optional(),
  after: number.optional(),
  from: number.optional(),
  limit,
  search: z.string().trim().min(1).max(200).optional(),
  /** One kind, or several with commas between them. */
  kind: z.string().max(1_000).optional(),
  session: number.optional(),
  task: z.string().max(300).optional(),
});

export const logRoutes = [
  route({
    method: 'GET',
    url: '/api/events',
    permission: 'read',
    summary:
      'A page of the event log, newest first: before or after an event, or from a place that is counted from the oldest one.',
    query: pageQuery,
    answer: eventsSchema,
    handle: ({ query }, { around }) =>
      readAt(around, async (still) => {
        const { database } = still.store;
        const run = await findRun(database);
        if (run === undefined) return { events: [], total: 0 };
        const { kind, ...page } = query;
        // A kind that there is not finds nothing.
        const kinds = kind?.split(',') as EventKind[] | undefined;
        const { events, total } = await readEventPage(database, run.id, { ...page, kinds });
        const labels = await readLabels(still);
        return { events: events.map((event) => eventRow(event, labels)), total };
      }),
  }),
  route({
    method: 'GET',
    url: '/api/turns/:turn/events',
    permission: 'read',
    summary: 'What was said and done in a turn, oldest first: the newest page, or before or after a number.',
    params: z.strictObject({ turn: z.string().min(1).max(300) }),
    query: z.strictObject({ before: number.optional(), after: number.optional(), limit }),
    answer: turnEventsSchema,
    handle: ({ params, query }, { around }) =>
      readAt(around, async (still) => {
        const { events, total } = await readTurnPage(still.store.database, params.turn, query);
        const labels = await readLabels(still);
        return { events: events.map((event) => turnEventRow(event, labels)), total };
      }),
  }),
  route({
    method: 'GET',
    url: '/api/rounds',
    permission: 'read',
    summary: 'The rounds that were held in the newest run.',
    answer: roundsSchema,
    handle: (_, { around }) =>
      readAt(around, async (still) => {
        const held = await readEvents(still.store.database, (await requireRun(still)).id, {
          kind: 'round_held',
        });
        return {
          rounds: held.map((event) => ({
            name: roundName(event),
            round: String(event.data.round),
            when: String(event.data.when),
            title: String(event.data.title),
            heldAt: event.at.toISOString(),
            event: event.id,
          })),
        };
      }),
  }),
  route({
    method: 'GET',
    url: '/api/rounds/:name',
    permission: 'read',
    summary: 'The page of a round as it was computed, with the events that its sentences rest on.',
    params: z.strictObject({ name: z.string().min(1).max(300) }),
    answer: roundSchema,
    handle: ({ params: { name } }, { around }) =>
      readAt(around, async (still) => {
        const { database } = still.store;
        const run = await requireRun(still);
        const held = (await readEvents(database, run.id, { kind: 'round_held' })).findLast(
          (event) => roundName(event) === name,
        );
        if (held === undefined) throw new ServerError('not_found', `No round '${name}' was held.`);
        const events = await readEvents(database, run.id);
        const before = events.filter(({ id }) => id < held.id);
        return assembleRoundPage(held, before, await readLabels(still));
      }),
  }),
];

async function requireRun({ store }: Surroundings): Promise<Run> {
  const run = await findRun(store.database);
  if (run === undefined) throw new ServerError('not_found', 'There is no run yet.');
  return run;
}
