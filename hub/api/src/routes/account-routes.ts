import { type Platform, platformSchema } from '@musterhub/rules';
import {
  type Allowance,
  beginConnectVisit,
  endConnectVisit,
  findAccount,
  insertConnectVisit,
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
import { readCookie } from '../admit.ts';
import { ApiError } from '../api-error.ts';
import { connectSandbox, readSandbox } from '../connect-sandbox.ts';
import { setCookie } from '../cookie.ts';
import { getBrand } from '../get-brand.ts';
import { escapeHtml } from '../hand-off.ts';
import { disconnect, keepConnected } from '../keep-connected.ts';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Serving } from '../serving.ts';
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
const visitMinutes = 15;
const ofAccount = z.strictObject({ id: words(200) });

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
    url: '/api/accounts/connect',
    permission: 'edit',
    summary:
      'A link that takes a browser to the platform, once; whoever opens it says there which accounts the hub may post on.',
    body: z.strictObject({ platform: platformSchema, brand: words(100).optional() }),
    answer: z.object({ link: z.url(), expiresAt: z.iso.datetime() }),
    handle: async ({ body, guest }, serving) => inviteToConnect(serving, { ...body, by: guest!.actor }),
  }),
  route({
    method: 'POST',
    url: '/api/accounts/connect-sandbox',
    permission: 'edit',
    summary:
      "Connects an account of the sandbox for every channel of a brand that has none; the yes that a person would give is given by the hub. Refused where the hub's platforms are real.",
    body: z.strictObject({ brand: words(100) }),
    answer: z.object({ connected: z.array(z.object({ channel: z.string(), account: z.string() })) }),
    async handle({ body }, { hub, connects, sandbox, ring }) {
      if (sandbox === undefined)
        throw new ApiError('refused', "This hub's platforms are real: connect each account by its own link.");
      const brand = await getBrand(hub, body.brand);
      const home = await readSandbox(sandbox.inspectionUrl);
      const connected = await connectSandbox(hub, { ...sandbox, home, connects }, brand);
      ring();
      return { connected };
    },
  }),
  route({
    method: 'GET',
    url: '/connect/:ticket',
    permission: 'open',
    mostPerMinute: 30,
    summary: 'Sends the browser of a connecting link to the platform.',
    params: z.strictObject({ ticket: words(200) }),
    media: 'text/html',
    async handle({ params, request, reply }, serving) {
      const { hub, connects, wallNow } = serving;
      const [state, browser, verifier] = [newSecret(), newSecret(), newSecret()];
      const visit = {
        ticket: hashOf(params.ticket),
        state: hashOf(state),
        browser: hashOf(browser),
        verifier,
      };
      const begun = await beginConnectVisit(hub.store, { ...visit, at: wallNow() });
      if (begun === undefined)
        throw new ApiError('unauthenticated', 'This link was used already or is too old: ask for a new one.');
      const app = appOf(serving, begun.platform);
      const invitation = { redirectUri: redirectUri(serving, begun.platform), state, verifier };
      // The platform sends the browser back from its own site: a strict cookie would stay away then.
      const cookie = {
        name: browserCookie(serving),
        value: browser,
        maxAgeSeconds: visitMinutes * 60,
        sameSite: 'Lax' as const,
      };
      setCookie(request, reply, cookie, serving);
      return reply.redirect(connects[begun.platform].authorizationUrl(app, invitation).href, 302);
    },
  }),
  route({
    method: 'GET',
    url: '/oauth/:platform/callback',
    permission: 'open',
    mostPerMinute: 30,
    summary:
      'Where platforms send the browser back to. Only the browser that set out from here, and only once.',
    params: z.strictObject({ platform: platformSchema }),
    query: z.looseObject({
      state: words(500),
      code: z.string().max(4_000).optional(),
      error: z.string().max(500).optional(),
      error_description: z.string().max(2_000).optional(),
    }),
    media: 'text/html',
    async handle({ params, query, request, reply }, serving) {
      const { hub, connects, wallNow, ring } = serving;
      const { platform } = params;
      const browser = hashOf(readCookie(request, browserCookie(serving)) ?? '');
      const visit = await endConnectVisit(hub.store, { state: hashOf(query.state), browser, at: wallNow() });
      if (visit?.platform !== platform)
        throw new ApiError(
          'unauthenticated',
          'This browser did not set out from here, or came too late: begin again.',
        );
      if (query.code === undefined)
        throw new ApiError(
          'refused',
          `${platform} says: ${query.error_description ?? query.error ?? 'nothing'}.`,
        );
      const invitation = {
        redirectUri: redirectUri(serving, platform),
        state: query.state,
        verifier: visit.verifier,
      };
      const connected = await connects[platform].exchangeCode(
        appOf(serving, platform),
        invitation,
        query.code,
      );
      if (connected.kind === 'refused')
        throw new ApiError(
          'refused',
          `${platform} refused: ${connected.error.message}. ${connected.error.fix}`,
        );
      if (connected.kind === 'unknown')
        throw new ApiError(
          'unreachable',
          `${platform} gave no whole answer (${connected.cause}). Codes are good once: begin again.`,
        );
      const accounts = await keepConnected(hub, {
        platform,
        accounts: connected.accounts,
        brand: visit.brand,
        by: visit.by,
      });
      ring();
      const page = pageOf(
        platform,
        accounts.map(({ name }) => name),
        serving,
      );
      return reply.type('text/html; charset=utf-8').send(page);
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

type Inviting = Pick<Serving, 'apps' | 'origins' | 'wallNow' | 'sandbox'> & {
  hub: Pick<Serving['hub'], 'store'>;
};

export async function inviteToConnect(
  serving: Inviting,
  order: { platform: Platform; brand?: string | undefined; by: string },
): Promise<{ link: string; expiresAt: string }> {
  appOf(serving, order.platform);
  const ticket = newSecret();
  const expiresAt = new Date(serving.wallNow().getTime() + visitMinutes * 60_000);
  const { platform, brand = null, by } = order;
  await insertConnectVisit(serving.hub.store, { ticket: hashOf(ticket), platform, brand, by, expiresAt });
  return { link: `${serving.origins[0]}/connect/${ticket}`, expiresAt: expiresAt.toISOString() };
}

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

function appOf({ apps }: Pick<Serving, 'apps'>, platform: Platform) {
  const app = apps[platform];
  if (app !== undefined) return app;
  const name = platform.toUpperCase();
  throw new ApiError(
    'refused',
    `No app of yours is registered with ${platform}: HUB_${name}_CLIENT_ID and HUB_${name}_CLIENT_SECRET name it; docs/hub.md says how to get one.`,
    { platform },
  );
}

const redirectUri = ({ origins }: Pick<Serving, 'origins'>, platform: Platform) =>
  `${origins[0]}/oauth/${platform}/callback`;
const browserCookie = ({ cookieName }: Serving) => `${cookieName}_connect`;

/** A page of one sentence: the hub's own pages may not be built, and the browser has to be told. */
function pageOf(platform: string, names: readonly string[], { sandbox }: Serving): string {
  const mark = sandbox === undefined ? '' : ' (SANDBOX)';
  const list = names.map(escapeHtml).join(', ');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Connected${mark}</title><p>Connected on ${platform}${mark}: ${list}. <a href="/">Back to the hub</a></p></html>`;
}
