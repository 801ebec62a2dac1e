import { readStatus, readTimeline, statusSchema, timelineSchema } from '@musterhq/engine';
import { z } from 'zod';
import { findGuest } from '../admit.ts';
import { sendStream } from '../feed/stream.ts';
import { route } from '../route.ts';

const cursor = z.coerce.number().int().nonnegative();

export const runRoutes = [
  route({
    method: 'GET',
    url: '/api/status',
    permission: 'read',
    summary: 'The whole of the newest run, as `muster status --json` prints it.',
    answer: statusSchema,
    handle: (_, { around }) => readStatus(around),
  }),
  route({
    method: 'GET',
    url: '/api/timeline',
    permission: 'read',
    summary: 'Sessions as lanes against the dates of the plan, with what is expected.',
    answer: timelineSchema,
    handle: (_, { around }) => readTimeline(around),
  }),
  route({
    method: 'GET',
    url: '/api/stream',
    permission: 'read',
    summary:
      'Server-sent events: `event` (one row of the log under its id), `status`, `turn`, `reset`. `Last-Event-ID` or `after` names the last event that is known.',
    query: z.strictObject({ after: cursor.optional() }),
    async handle({ query, request, reply }, serving) {
      const said = Number(request.headers['last-event-id']);
      const after =
        Number.isInteger(said) && said >= 0 && request.headers['last-event-id'] !== '' ? said : query.after;
      return sendStream(reply, {
        feed: serving.feed,
        mayStay: async () => (await findGuest(request, serving)) !== undefined,
        ...(after === undefined ? {} : { after }),
      });
    },
  }),
];
