import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Serving } from './serving.ts';

/** A browser stays in for so long. */
export const sessionDays = 14;

/**
 * No script reads it, no other site's request carries it, and it names no domain, so that no other host ever gets it. `Lax` is for what a
 * browser has to bring back from a platform.
 */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: { name: string; value: string; maxAgeSeconds: number; sameSite: 'Strict' | 'Lax' },
  { origins }: Serving,
): void {
  const { name, value, maxAgeSeconds, sameSite } = cookie;
  const own = origins.find((origin) => new URL(origin).host === request.headers.host);
  const secure = own?.startsWith('https:') ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${name}=${value}; Path=/; HttpOnly; SameSite=${sameSite}; Max-Age=${maxAgeSeconds}${secure}`,
  );
}
