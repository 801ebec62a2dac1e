import { type ApiKey, findApiKey, findSession, type Person, type Role } from '@musterhub/store';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import type { Permission } from './route.ts';
import { hashOf } from './secrets.ts';
import type { Serving } from './serving.ts';

/** Who asks, and how that is known. A page's requests come with a cookie, programs' with a key as bearer token. */
export type Guest = {
  /** As the audit log names them: `person:ada@kiln.example`, `key:planner`. */
  actor: string;
  may: readonly Permission[];
} & ({ by: 'cookie'; person: Person } | { by: 'key'; key: ApiKey });

export const mayOf: Record<Role, readonly Permission[]> = {
  owner: ['read', 'edit', 'approve', 'own'],
  editor: ['read', 'edit'],
  approver: ['read', 'approve'],
  viewer: ['read'],
};

/**
 * Whether a request may come in, and as whom. The host and the origin are looked at first, whoever asks: a page elsewhere that has its own
 * name resolve to this address is no client, and a browser tells in `Origin` which page sent what changes something.
 */
export async function admit(
  request: FastifyRequest,
  { permission, changes }: { permission: Permission; changes: boolean },
  serving: Serving,
): Promise<Guest | undefined> {
  const { origins } = serving;
  const { origin, host } = request.headers;
  if (!origins.some((one) => new URL(one).host === host))
    throw new ApiError('forbidden', `This hub is not called '${host}'; open ${origins[0]}.`);
  if (origin !== undefined && !origins.includes(origin))
    throw new ApiError('forbidden', 'No page of another origin may ask here.');
  const secret = bearerOf(request);
  if (changes && origin === undefined && secret === undefined)
    throw new ApiError(
      'forbidden',
      "What changes something comes from the hub's own page, or with a key as bearer token.",
    );
  if (permission === 'open') return undefined;
  const guest = await findGuest(request, serving);
  if (guest === undefined)
    throw new ApiError(
      'unauthenticated',
      "Nobody is known by this request. Log in, or send a key of 'hub keys add' as bearer token.",
    );
  if (guest.may.includes(permission)) return guest;
  const who =
    guest.by === 'cookie'
      ? `${guest.person.email} is ${guest.person.role}`
      : `the key ${guest.key.name} may ${guest.key.scopes.join(', ')}`;
  throw new ApiError('forbidden', `${who}: this needs the permission to ${permission}.`, {
    needs: permission,
  });
}

/** Whoever is behind a request, while they have access. */
export async function findGuest(request: FastifyRequest, serving: Serving): Promise<Guest | undefined> {
  const { database } = serving.hub.store;
  const secret = bearerOf(request);
  if (secret !== undefined) {
    const key = await findApiKey(database, hashOf(secret));
    return key && { by: 'key', key, actor: `key:${key.name}`, may: key.scopes };
  }
  const cookie = readCookie(request, serving.cookieName);
  if (cookie === undefined) return undefined;
  const person = await findSession(database, hashOf(cookie), serving.wallNow());
  return person && { by: 'cookie', person, actor: `person:${person.email}`, may: mayOf[person.role] };
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
