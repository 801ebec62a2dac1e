import { Readable } from 'node:stream';
import { z } from 'zod';
import { findGuest } from '../admit.ts';
import { route } from '../route.ts';

/** A comment at this pace keeps proxies from taking the stream for dead, and finds out who has lost access meanwhile. */
const heartbeatMs = 10_000;

export const streamRoutes = [
  route({
    method: 'GET',
    url: '/api/stream',
    permission: 'read',
    summary:
      'Tells a page by topic (items, publications, alerts, accounts, media, stop) that something changed, as server-sent events named change.',
    query: z.strictObject({}),
    media: 'text/event-stream',
    async handle({ request, reply }, serving) {
      const stream = new Readable({ read: () => undefined });
      stream.push('retry: 1000\n\n');
      const following = serving.feed.follow((change) => {
        if (!stream.destroyed) stream.push(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
      });
      const heartbeat = setInterval(() => {
        stream.push(': still here\n\n');
        findGuest(request, serving).then(
          (guest) => {
            if (guest === undefined) stream.push(null);
          },
          // Not known now: asked again at the next beat.
          () => undefined,
        );
      }, heartbeatMs);
      stream.once('close', () => {
        clearInterval(heartbeat);
        void following.then((leave) => leave());
      });
      reply.raw.once('close', () => stream.destroy());
      await following;
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  }),
];
