import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Feed, FeedMessage } from './feed.ts';

/** A comment at this pace keeps proxies from taking the stream for dead, and finds out who has lost access meanwhile. */
const heartbeatMs = 10_000;
/** A page that takes nothing any more is let go: it comes back and says what it has. */
const mostBehindBytes = 8_000_000;

/** Server-sent events, until the page goes, falls too far behind or loses its access. */
export async function sendStream(
  reply: FastifyReply,
  { feed, after, mayStay }: { feed: Feed; after?: number; mayStay: () => Promise<boolean> },
): Promise<FastifyReply> {
  const stream = new Readable({ read: () => undefined });
  const write = (text: string) => {
    if (stream.readableLength > mostBehindBytes) stream.destroy();
    else if (!stream.destroyed) stream.push(text);
  };
  write('retry: 1000\n\n');
  const leave = await feed.follow((message) => write(textOf(message)), after);
  const heartbeat = setInterval(() => {
    write(': still here\n\n');
    mayStay().then(
      (may) => {
        if (!may) stream.push(null);
      },
      // Not known now: asked again at the next beat.
      () => undefined,
    );
  }, heartbeatMs);
  const end = () => {
    clearInterval(heartbeat);
    leave();
  };
  stream.once('close', end);
  reply.raw.once('close', () => stream.destroy());
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(stream);
}

/** Only events carry an id: what a page says it has last is a place in the log. */
function textOf(message: FeedMessage): string {
  switch (message.kind) {
    case 'event':
      return `id: ${message.event.id}\nevent: event\ndata: ${JSON.stringify(message.event)}\n\n`;
    case 'reset':
      return `id: ${message.at}\nevent: reset\ndata: ${JSON.stringify({ at: message.at })}\n\n`;
    case 'status':
      return `event: status\ndata: ${JSON.stringify(message.status)}\n\n`;
    case 'turn':
      return `event: turn\ndata: ${JSON.stringify({ events: message.events })}\n\n`;
  }
}
