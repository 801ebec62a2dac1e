import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** `rest` is the path behind a token that stood in the path itself. */
export type Admission = { kind: 'admitted'; rest: string } | { kind: 'refused'; status: number; why: string };

/**
 * Who may come in: a request with the turn's token, either as its bearer or as `/t/TOKEN` before the path (a client whose
 * authorization header belongs to its model's vendor has no other place). `Host` and `Origin` are looked at first: a page in a
 * browser that has its own name resolve to loopback is no client of the desk.
 */
export function admit(
  { headers, url = '/' }: Pick<IncomingMessage, 'headers' | 'url'>,
  { token, port }: { token: string; port: number },
): Admission {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? ''))
    return { kind: 'refused', status: 403, why: `expected the host ${hosts[0]}` };
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
    return { kind: 'refused', status: 403, why: 'no page of another origin may ask here' };
  const inPath = /^\/t\/([^/?]*)(.*)$/s.exec(url);
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (!isSame(inPath?.[1] ?? bearer ?? '', token))
    return { kind: 'refused', status: 401, why: "expected the turn's token" };
  return { kind: 'admitted', rest: inPath === null ? url : (inPath[2] ?? '') };
}

/** Takes the same time wherever two texts part, and whatever their lengths. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one!, other!);
}
