import {
  changePerson,
  findPerson,
  insertApiKey,
  insertReset,
  insertSession,
  invitePerson,
  type Person,
  readApiKeys,
  readAudit,
  readPeople,
  readSpent,
  removeSession,
  revokeApiKey,
  roles,
  scopes,
  useLink,
} from '@musterhub/store';
import { z } from 'zod';
import { mayOf, readCookie } from '../admit.ts';
import { ApiError } from '../api-error.ts';
import { sessionDays, setCookie } from '../cookie.ts';
import { hashPassword, isPassword } from '../passwords.ts';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Serving } from '../serving.ts';
import { doneSchema, emailWords, words } from './words.ts';

const email = emailWords();
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

const personSchema = z.object({
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  state: z.enum(['invited', 'in', 'shut_out']),
});
export type PersonView = z.infer<typeof personSchema>;
const linkSchema = z.object({ email: z.string(), link: z.string(), expiresAt: z.iso.datetime() });
export type OneTimeLink = z.infer<typeof linkSchema>;
const keySchema = z.object({
  id: z.int(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  postsBudget: z.int().nullable(),
  usdThousandthsBudget: z.int().nullable(),
  spent: z.object({ posts: z.int(), usdThousandths: z.int() }),
  isRevoked: z.boolean(),
});
export type KeyView = z.infer<typeof keySchema>;
const auditRowSchema = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditRow = z.infer<typeof auditRowSchema>;
const secret = z.string().min(1).max(200);
const password = z.string().max(1_000);
const linkHours = { invitation: 72, reset: 1 };
/** So many tries at a password in a minute from one address; argon2 makes each of them dear besides. */
const mostTries = 10;

export const personRoutes = [
  route({
    method: 'POST',
    url: '/api/login',
    permission: 'open',
    mostPerMinute: mostTries,
    summary: 'Trades an address and a password for a cookie.',
    body: z.strictObject({ email, password }),
    answer: meSchema,
    async handle({ body, request, reply }, serving) {
      const person = await findPerson(serving.hub.store.database, body.email);
      const isThem = await isPassword(person?.password, body.password);
      // Whether the address, the password or the access is wrong is told to nobody.
      if (!isThem || person === undefined || person.disabledAt !== null)
        throw new ApiError('unauthenticated', 'This address and this password do not go together.');
      await letIn(person, serving, (value) =>
        setCookie(request, reply, sessionCookie(serving, value, sessionDays * 86_400), serving),
      );
      return meOf(person, serving);
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
      await letIn(person, serving, (value) =>
        setCookie(request, reply, sessionCookie(serving, value, sessionDays * 86_400), serving),
      );
      return meOf(person, serving);
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
  route({
    method: 'GET',
    url: '/api/keys',
    permission: 'own',
    summary: 'The keys of programs, with what each has spent of its budgets.',
    answer: z.object({ keys: z.array(keySchema) }),
    handle: async (_, { hub }) => ({ keys: (await readApiKeys(hub.store.database)).map(keyView) }),
  }),
  route({
    method: 'POST',
    url: '/api/keys',
    permission: 'own',
    summary: 'Makes a key; its secret is in the answer and nowhere else.',
    body: z.strictObject({
      name: z.string().regex(/^[\w.-]{1,60}$/, 'expected a name such as planner'),
      scopes: z.array(z.enum(scopes)).min(1),
      /** No limit where absent. */
      postsBudget: z.int().min(0).max(1_000_000).optional(),
      usdThousandthsBudget: z.int().min(0).max(1_000_000_000).optional(),
    }),
    answer: z.object({ key: keySchema, secret: z.string() }),
    handle: async ({ body, guest }, serving) => addKey(serving, body, guest!.actor),
  }),
  route({
    method: 'POST',
    url: '/api/keys/:id/revoke',
    permission: 'own',
    summary: 'Ends a key.',
    params: z.strictObject({ id: z.coerce.number().int().positive() }),
    body: z.strictObject({}),
    answer: doneSchema,
    async handle({ params }, { hub, wallNow }) {
      await revokeApiKey(hub.store, params.id, wallNow());
      return { message: `Key ${params.id} is revoked.` };
    },
  }),
  route({
    method: 'GET',
    url: '/api/audit',
    permission: 'own',
    summary: 'What was done by whom, newest first.',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      before: z.coerce.number().int().positive().optional(),
      subject: z.string().max(500).optional(),
    }),
    answer: z.object({ rows: z.array(auditRowSchema) }),
    async handle({ query: { limit, before, subject } }, { hub }) {
      const page = {
        limit,
        ...(before === undefined ? {} : { before }),
        ...(subject === undefined ? {} : { subject }),
      };
      const rows = await readAudit(hub.store.database, page);
      return { rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
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

export async function addKey(
  { hub, wallNow }: Making,
  order: {
    name: string;
    scopes: (typeof scopes)[number][];
    postsBudget?: number | undefined;
    usdThousandthsBudget?: number | undefined;
  },
  by: string,
): Promise<{ key: z.infer<typeof keySchema>; secret: string }> {
  const { postsBudget = null, usdThousandthsBudget = null, ...rest } = order;
  const value = `hub_${newSecret()}`;
  const budgets = { postsBudget, usdThousandthsBudget };
  const made = { ...rest, ...budgets, secret: hashOf(value), by, madeAt: wallNow() };
  const key = await insertApiKey(hub.store, made);
  return { key: keyView({ ...key, spent: await readSpent(hub.store.database, key.id) }), secret: value };
}

function newLink(kind: keyof typeof linkHours, { wallNow, origins }: Pick<Making, 'wallNow' | 'origins'>) {
  const secret = newSecret();
  const at = wallNow();
  const expiresAt = new Date(at.getTime() + linkHours[kind] * 3_600_000);
  return { secret, at, expiresAt, link: `${origins[0]}/#password=${secret}` };
}

async function letIn(
  person: Person,
  { hub, wallNow }: Serving,
  give: (value: string) => void,
): Promise<void> {
  const value = newSecret();
  const at = wallNow();
  const expiresAt = new Date(at.getTime() + sessionDays * 86_400_000);
  await insertSession(hub.store, { secret: hashOf(value), person: person.id, at, expiresAt });
  give(value);
}

function sessionCookie({ cookieName }: Serving, value: string, maxAgeSeconds: number) {
  return { name: cookieName, value, maxAgeSeconds, sameSite: 'Strict' as const };
}

function meOf({ email: address, name, role }: Person, { version, sandbox }: Serving): Me {
  const fedBy = sandbox === undefined ? 'platforms' : 'SANDBOX';
  return { actor: `person:${address}`, name, role, may: [...mayOf[role]], version, fedBy };
}

function personView({ email: address, name, role, password: hash, disabledAt }: Person) {
  const state = disabledAt !== null ? 'shut_out' : hash === null ? 'invited' : 'in';
  return { email: address, name, role, state } as const;
}

function keyView(key: Awaited<ReturnType<typeof readApiKeys>>[number]): z.infer<typeof keySchema> {
  const { id, name, postsBudget, usdThousandthsBudget, spent, revokedAt } = key;
  return {
    id,
    name,
    scopes: key.scopes,
    postsBudget,
    usdThousandthsBudget,
    spent,
    isRevoked: revokedAt !== null,
  };
}
