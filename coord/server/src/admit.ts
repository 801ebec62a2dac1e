import { findBrowser, findPerson, type Person } from '@musterhq/store';
import type { FastifyRequest } from 'fastify';
import type { Permission } from './route.ts';
import { hashOf } from './secrets.ts';
import { ServerError } from './server-error.ts';
import type { Serving } from './serving.ts';

/** Who asks, and how that is known. A page's requests come with a cookie, programs' with a bearer token. */
export type Guest = Pick<Person, 'name' | 'role'> & { by: 'cookie' | 'token' | 'proxy' };

/**
 * Whether a request may come in, and as whom. The host and the origin are looked at first, whoever asks: a page elsewhere that has its own
 * name resolve to loopback is no client, and a browser tells in `Origin` which page sent what changes something.
 */
export async function admit(
  request: FastifyRequest,
  { permission, changes }: { permission: Permission; changes: boolean },
  serving: Serving,
): Promise<Guest | undefined> {
  const { origins } = serving;
  const { origin, host } = request.headers;
  if (!origins.some((one) => new URL(one).host === host))
    throw new ServerError('forbidden', `This server is not called '${host}'; open ${origins[0]}.`);
  if (origin !== undefined && !origins.includes(origin))
    throw new ServerError('forbidden', 'No page of another origin may ask here.');
  const token = bearerOf(request);
  if (changes && origin === undefined && token === undefined)
    throw new ServerError(
      'forbidden',
      "What changes something comes from this server's own page, or with a bearer token.",
    );
  if (permission === 'open') return undefined;
  const guest = await findGuest(request, serving);
  if (guest === undefined)
    throw new ServerError(
      'unauthenticated',
      "Nobody is known by this request. Open the link that 'muster dashboard' prints, or send a token of 'muster access add' as bearer.",
    );
  if (permission === 'act' && guest.role !== 'lead')
    throw new ServerError('forbidden', `${guest.name} may look and not act: this needs the role lead.`);
  return guest;
}

/** The person behind a request, while that person has access. */
export async function findGuest(request: FastifyRequest, serving: Serving): Promise<Guest | undefined> {
  const { database } = serving.around.store;
  const proxied = proxiedName(request, serving);
  if (proxied !== undefined) {
    const person = await findPerson(database, { name: proxied });
    if (person === undefined)
      throw new ServerError(
        'forbidden',
        `${proxied} has no access here; 'muster access add ${proxied} --role viewer' gives it.`,
      );
    return { name: person.name, role: person.role, by: 'proxy' };
  }
  const token = bearerOf(request);
  if (token !== undefined) {
    const person = await findPerson(database, { token: hashOf(token) });
    return person && { name: person.name, role: person.role, by: 'token' };
  }
  const cookie = readCookie(request, serving.cookieName);
  if (cookie !== undefined) {
    const person = await findBrowser(database, hashOf(cookie), new Date(serving.around.now()));
    if (person !== undefined) return { name: person.name, role: person.role, by: 'cookie' };
  }
  return undefined;
}

/** Whom the proxy says to speak for. Whoever else writes that header is not believed. */
function proxiedName(request: FastifyRequest, { proxy }: Serving): string | undefined {
  if (proxy === undefined) return undefined;
  const named = request.headers[proxy.userHeader];
  const from = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return typeof named === 'string' && named !== '' && proxy.from.includes(from) ? named : undefined;
}

const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}
