import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findGuest } from '../admit.ts';
import { sendStream } from '../feed/stream.ts';
import { route } from '../route.ts';
import { ServerError } from '../server-error.ts';
import type { Serving } from '../serving.ts';

export const streamRoutes = [
  route({
    method: 'GET',
    url: '/api/stream',
    permission: 'read',
    media: 'text/event-stream',
    summary:
      'Server-sent events: `event` (one row of the log under its id), `status`, `turn`, `reset`. The header Last-Event-ID, or `after`, names the last event that is known.',
    query: z.strictObject({ after: z.coerce.number().int().nonnegative().optional() }),
    async handle({ query, request, reply }, serving) {
      const after = lastKnown(request.headers['last-event-id']) ?? query.after;
      return sendStream(reply, {
        feed: serving.feed,
        mayStay: () => isStillKnown(request, serving),
        ...(after === undefined ? {} : { after }),
      });
    },
  }),
];

async function isStillKnown(request: FastifyRequest, serving: Serving): Promise<boolean> {
  try {
    return (await findGuest(request, serving)) !== undefined;
  } catch (error) {
    if (error instanceof ServerError) return false;
    throw error;
  }
}

/** A browser that comes back repeats the address that it began with, and says in the header what it has since. */
function lastKnown(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
