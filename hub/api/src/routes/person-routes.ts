import { changePerson, insertReset, invitePerson, type Person, readPeople, roles } from '@musterhub/store';
import { z } from 'zod';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Serving } from '../serving.ts';
import { emailWords, words } from './words.ts';

const email = emailWords();
const personSchema = z.object({
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  state: z.enum(['invited', 'in', 'shut_out']),
});
export type PersonView = z.infer<typeof personSchema>;
const linkSchema = z.object({ email: z.string(), link: z.string(), expiresAt: z.iso.datetime() });
export type OneTimeLink = z.infer<typeof linkSchema>;
const linkHours = { invitation: 72, reset: 1 };

/** Who has access, and the links by which somebody gets it. */
export const personRoutes = [
  route({
    method: 'GET',
    url: '/api/users',
    permission: 'own',
    summary: 'Everybody who has access, had it, or is invited.',
    answer: z.object({ users: z.array(personSchema) }),
    handle: async (_, { hub }) => ({ users: (await readPeople(hub.store.database)).map(personView) }),
  }),
  route({
    method: 'POST',
    url: '/api/users',
    permission: 'own',
    summary: 'Invites somebody; the link is in the answer and nowhere else.',
    body: z.strictObject({ email, name: words(100), role: z.enum(roles) }),
    answer: linkSchema,
    handle: async ({ body, guest }, serving) => invite(serving, body, guest!.actor),
  }),
  route({
    method: 'POST',
    url: '/api/users/:email/reset',
    permission: 'own',
    summary: 'A link with which somebody sets another password.',
    params: z.strictObject({ email }),
    body: z.strictObject({}),
    answer: linkSchema,
    handle: async ({ params, guest }, serving) => resetPassword(serving, params.email, guest!.actor),
  }),
  route({
    method: 'POST',
    url: '/api/users/:email/role',
    permission: 'own',
    summary: 'Gives somebody another role.',
    params: z.strictObject({ email }),
    body: z.strictObject({ role: z.enum(roles) }),
    answer: personSchema,
    handle: async ({ params, body }, { hub }) =>
      personView(await changePerson(hub.store, params.email, body)),
  }),
  route({
    method: 'POST',
    url: '/api/users/:email/access',
    permission: 'own',
    summary: 'Shuts somebody out, their browsers at once; or lets them in again.',
    params: z.strictObject({ email }),
    body: z.strictObject({ isShutOut: z.boolean() }),
    answer: personSchema,
    async handle({ params, body }, { hub, wallNow }) {
      const disabledAt = body.isShutOut ? wallNow() : null;
      return personView(await changePerson(hub.store, params.email, { disabledAt }));
    },
  }),
];

type Making = Pick<Serving, 'wallNow' | 'origins'> & { hub: Pick<Serving['hub'], 'store'> };

/** Somebody new, with the link that lets them set a password. The secret is in the fragment, which reaches no server and no log. */
export async function invite(
  { hub, wallNow, origins }: Making,
  person: { email: string; name: string; role: (typeof roles)[number] },
  by: string,
): Promise<z.infer<typeof linkSchema>> {
  const { secret, link, at, expiresAt } = newLink('invitation', { wallNow, origins });
  await invitePerson(hub.store, person, { secret: hashOf(secret), by, at, expiresAt });
  return { email: person.email, link, expiresAt: expiresAt.toISOString() };
}

export async function resetPassword({ hub, wallNow, origins }: Making, address: string, by: string) {
  const { secret, link, at, expiresAt } = newLink('reset', { wallNow, origins });
  await insertReset(hub.store, address, { secret: hashOf(secret), by, at, expiresAt });
  return { email: address, link, expiresAt: expiresAt.toISOString() };
}

function newLink(kind: keyof typeof linkHours, { wallNow, origins }: Pick<Making, 'wallNow' | 'origins'>) {
  const secret = newSecret();
  const at = wallNow();
  const expiresAt = new Date(at.getTime() + linkHours[kind] * 3_600_000);
  return { secret, at, expiresAt, link: `${origins[0]}/#password=${secret}` };
}

function personView({ email: address, name, role, password: hash, disabledAt }: Person) {
  const state = disabledAt !== null ? 'shut_out' : hash === null ? 'invited' : 'in';
  return { email: address, name, role, state } as const;
}
