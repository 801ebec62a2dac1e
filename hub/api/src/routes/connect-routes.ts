import { type Platform, platformSchema } from '@musterhub/rules';
import { beginConnectVisit, endConnectVisit } from '@musterhub/store';
import { z } from 'zod';
import { readCookie } from '../admit.ts';
import { ApiError } from '../api-error.ts';
import { connectSandbox, readSandbox } from '../connect-sandbox.ts';
import { setCookie } from '../cookie.ts';
import { getBrand } from '../get-brand.ts';
import { escapeHtml } from '../hand-off.ts';
import { appOf, inviteToConnect, visitMinutes } from '../invite-to-connect.ts';
import { keepConnected } from '../keep-connected.ts';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Serving } from '../serving.ts';
import { words } from './words.ts';

/** The way over a platform's own page by which an account comes to the hub. */
export const connectRoutes = [
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
        fedBy: serving.sandbox === undefined ? 'platforms' : 'sandbox',
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
];

const redirectUri = ({ origins }: Pick<Serving, 'origins'>, platform: Platform) =>
  `${origins[0]}/oauth/${platform}/callback`;
const browserCookie = ({ cookieName }: Serving) => `${cookieName}_connect`;

/** A page of one sentence: the hub's own pages may not be built, and the browser has to be told. */
function pageOf(platform: string, names: readonly string[], { sandbox }: Serving): string {
  const mark = sandbox === undefined ? '' : ' (SANDBOX)';
  const list = names.map(escapeHtml).join(', ');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Connected${mark}</title><p>Connected on ${platform}${mark}: ${list}. <a href="/">Back to the hub</a></p></html>`;
}
