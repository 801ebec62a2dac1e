import type { FastifyReply, FastifyRequest } from 'fastify';

/** A browser stays in for so long. */
export const browserDays = 30;

/** No script reads it, no other site's request carries it, and it names no domain, so that no other host ever gets it. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, maxAgeSeconds }: { name: string; value: string; maxAgeSeconds: number },
): void {
  const secure = request.headers.origin?.startsWith('https:') ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`,
  );
}
