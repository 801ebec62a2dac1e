import { type Platform, platformSchema } from '@musterhub/rules';
import {
  type Allowance,
  findAccount,
  readAccounts,
  readAllCredentials,
  readAllowances,
  readBrands,
  readChannelAccounts,
  readOpenAlerts,
  readPublications,
  readRefused,
  setChannelAccount,
} from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { getBrand } from '../get-brand.ts';
import { disconnect } from '../keep-connected.ts';
import { route } from '../route.ts';
import {
  accountView,
  accountViewSchema,
  alertView,
  alertViewSchema,
  attemptView,
  attemptViewSchema,
} from '../views.ts';
import { doneSchema, words } from './words.ts';

const allowanceSchema = z.object({
  name: z.string(),
  limit: z.int(),
  remaining: z.int(),
  resetsAt: z.iso.datetime().nullable(),
  seenAt: z.iso.datetime(),
});
const listSchema = z.object({
  accounts: z.array(accountViewSchema),
  channels: z.array(z.object({ brand: z.string(), channel: z.string(), account: z.string() })),
  /** Platforms that an app was registered with. */
  canConnect: z.array(platformSchema),
});
export type AccountList = z.infer<typeof listSchema>;
const healthSchema = z.object({
  account: accountViewSchema,
  allowances: z.array(allowanceSchema),
  refused: z.array(attemptViewSchema.extend({ publication: z.string() })),
  waiting: z.object({ count: z.int(), nextAt: z.iso.datetime().nullable() }),
  alerts: z.array(alertViewSchema),
});
export type AccountHealth = z.infer<typeof healthSchema>;
const ofAccount = z.strictObject({ id: words(200) });

/** How connected accounts stand, and which channels post on them. */
export const accountRoutes = [
  route({
    method: 'GET',
    url: '/api/accounts',
    permission: 'read',
    summary: 'The connected accounts: their keys, their breakers, and which channels post on them.',
    answer: listSchema,
    async handle(_, { hub, apps }) {
      const { database } = hub.store;
      const [accounts, credentials, brands] = await Promise.all([
        readAccounts(database),
        readAllCredentials(database),
        readBrands(database),
      ]);
      const channels = await Promise.all(brands.map(({ id }) => readChannelAccounts(database, id)));
      return {
        accounts: accounts.map((account) => accountView(account, credentials)),
        channels: channels.flat(),
        canConnect: Object.keys(apps) as Platform[],
      };
    },
  }),
  route({
    method: 'GET',
    url: '/api/accounts/:id',
    permission: 'read',
    summary:
      'How an account stands: its keys and breaker, what the platform says is left to it, what it refused last, what waits for it, and what a person has to know.',
    params: ofAccount,
    answer: healthSchema,
    async handle({ params }, { hub }) {
      const { database } = hub.store;
      const account = await findAccount(database, params.id);
      if (account === undefined) throw new ApiError('not_found', `There is no account ${params.id}.`);
      const [credentials, allowances, refused, open, alerts] = await Promise.all([
        readAllCredentials(database),
        readAllowances(database, account.id),
        readRefused(database, account.id, 20),
        readPublications(database, ['open']),
        readOpenAlerts(database),
      ]);
      const waiting = open.filter((one) => one.account === account.id);
      const own = new Set([
        account.id,
        ...credentials.flatMap((one) => (one.account === account.id ? [one.id] : [])),
      ]);
      return {
        account: accountView(account, credentials),
        allowances: allowances.map(allowanceView),
        refused: refused.map((one) => ({ ...attemptView(one), publication: one.publication })),
        waiting: { count: waiting.length, nextAt: waiting[0]?.dueAt.toISOString() ?? null },
        alerts: alerts.filter(({ subject }) => own.has(subject)).map(alertView),
      };
    },
  }),
  route({
    method: 'GET',
    url: '/api/accounts/:id/allowances',
    permission: 'read',
    summary: 'What a platform said last of what is left to an account.',
    params: ofAccount,
    answer: z.object({ allowances: z.array(allowanceSchema) }),
    async handle({ params }, { hub }) {
      return { allowances: (await readAllowances(hub.store.database, params.id)).map(allowanceView) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/accounts/:id/channel',
    permission: 'edit',
    summary: "Has a brand's channel post on this account.",
    params: ofAccount,
    body: z.strictObject({ brand: words(100), channel: words(100) }),
    answer: doneSchema,
    async handle({ params, body }, { hub }) {
      const account = await findAccount(hub.store.database, params.id);
      if (account === undefined) throw new ApiError('not_found', `There is no account ${params.id}.`);
      const brand = await getBrand(hub, body.brand);
      const channel = brand.channels.find(({ id }) => id === body.channel);
      if (channel?.platform !== account.platform)
        throw new ApiError(
          'refused',
          `${body.channel} is no channel of ${body.brand} on ${account.platform}.`,
        );
      await setChannelAccount(hub.store, { brand: body.brand, channel: body.channel, account: account.id });
      return { message: `${body.channel} of ${body.brand} posts on ${account.name}.` };
    },
  }),
  route({
    method: 'POST',
    url: '/api/accounts/:id/disconnect',
    permission: 'own',
    summary:
      'Forgets the keys of an account. What waits for it is told of and goes out when it is connected again.',
    params: ofAccount,
    body: z.strictObject({}),
    answer: doneSchema,
    async handle({ params }, { hub }) {
      const count = await disconnect(hub, params.id);
      return { message: `${count} keys of ${params.id} are forgotten.` };
    },
  }),
];

function allowanceView({
  name,
  limit,
  remaining,
  resetsAt,
  seenAt,
}: Allowance): z.infer<typeof allowanceSchema> {
  return {
    ...{ name, limit, remaining },
    resetsAt: resetsAt?.toISOString() ?? null,
    seenAt: seenAt.toISOString(),
  };
}
