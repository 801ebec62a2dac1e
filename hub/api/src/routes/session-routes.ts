import { findPerson, insertSession, type Person, removeSession, roles, useLink } from '@musterhub/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mayOf, readCookie } from '../admit.ts';
import { ApiError } from '../api-error.ts';
import { sessionDays, setCookie } from '../cookie.ts';
import { hashPassword, isPassword } from '../passwords.ts';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Serving } from '../serving.ts';
import { doneSchema, emailWords } from './words.ts';

const meSchema = z.object({
  /** `person:ada@kiln.example` or `key:planner`. */
  actor: z.string(),
  name: z.string(),
  role: z.enum(roles).nullable(),
  may: z.array(z.string()),
  version: z.string(),
  /** `SANDBOX` where no post reaches anybody. */
  fedBy: z.enum(['platforms', 'SANDBOX']),
});
export type Me = z.infer<typeof meSchema>;

const secret = z.string().min(1).max(200);
const password = z.string().max(1_000);
/** So many tries at a password in a minute from one address; argon2 makes each of them dear besides. */
const mostTries = 10;

/** Coming in, going out, and who one is. */
export const sessionRoutes = [
  route({
    method: 'POST',
    url: '/api/login',
    permission: 'open',
    mostPerMinute: mostTries,
    summary: 'Trades an address and a password for a cookie.',
    body: z.strictObject({ email: emailWords(), password }),
    answer: meSchema,
    async handle({ body, request, reply }, serving) {
      const person = await findPerson(serving.hub.store.database, body.email);
      const isThem = await isPassword(person?.password, body.password);
      // Whether the address, the password or the access is wrong is told to nobody.
      if (!isThem || person === undefined || person.disabledAt !== null)
        throw new ApiError('unauthenticated', 'This address and this password do not go together.');
      return letIn(person, serving, { request, reply });
    },
  }),
  route({
    method: 'POST',
    url: '/api/password',
    permission: 'open',
    mostPerMinute: mostTries,
    summary: 'Sets a password by the secret of an invitation or a reset, and logs in.',
    body: z.strictObject({ secret, password }),
    answer: meSchema,
    async handle({ body, request, reply }, serving) {
      const { store } = serving.hub;
      const hashed = await hashPassword(body.password);
      const person = await useLink(store, {
        secret: hashOf(body.secret),
        password: hashed,
        at: serving.wallNow(),
      });
      if (person === undefined)
        throw new ApiError(
          'unauthenticated',
          'This link was used already, is too old or was replaced: ask for a new one.',
        );
      return letIn(person, serving, { request, reply });
    },
  }),
  route({
    method: 'POST',
    url: '/api/logout',
    permission: 'read',
    summary: 'Forgets this browser.',
    answer: doneSchema,
    async handle({ request, reply }, serving) {
      const cookie = readCookie(request, serving.cookieName);
      if (cookie !== undefined) await removeSession(serving.hub.store, hashOf(cookie));
      setCookie(request, reply, sessionCookie(serving, '', 0), serving);
      return { message: 'This browser is forgotten.' };
    },
  }),
  route({
    method: 'GET',
    url: '/api/me',
    permission: 'read',
    summary: 'Who asks, and what may be done.',
    answer: meSchema,
    async handle({ guest }, serving) {
      if (guest!.by === 'cookie') return meOf(guest!.person, serving);
      const { version, sandbox } = serving;
      const fedBy: Me['fedBy'] = sandbox === undefined ? 'platforms' : 'SANDBOX';
      return { actor: guest!.actor, name: guest!.key.name, role: null, may: [...guest!.may], version, fedBy };
    },
  }),
];

async function letIn(
  person: Person,
  serving: Serving,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<Me> {
  const value = newSecret();
  const at = serving.wallNow();
  const expiresAt = new Date(at.getTime() + sessionDays * 86_400_000);
  await insertSession(serving.hub.store, { secret: hashOf(value), person: person.id, at, expiresAt });
  setCookie(request, reply, sessionCookie(serving, value, sessionDays * 86_400), serving);
  return meOf(person, serving);
}

function sessionCookie({ cookieName }: Serving, value: string, maxAgeSeconds: number) {
  return { name: cookieName, value, maxAgeSeconds, sameSite: 'Strict' as const };
}

function meOf({ email: address, name, role }: Person, { version, sandbox }: Serving): Me {
  const fedBy = sandbox === undefined ? 'platforms' : 'SANDBOX';
  return { actor: `person:${address}`, name, role, may: [...mayOf[role]], version, fedBy };
}
