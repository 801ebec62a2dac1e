import { factOf } from '@musterhub/rules';
import { z } from 'zod';
import { addressOf } from './address-of.ts';
import { graphError, versioned } from './ask-graph.ts';
import type { Connect, ConnectSetting } from './connect.ts';
import { type Read, readOnce } from './read-once.ts';

const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number().optional() });
const pagesSchema = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string(), access_token: z.string() })),
  paging: z
    .object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() })
    .optional(),
});
type Page = z.infer<typeof pagesSchema>['data'][number];

const mostListings = 20;

/** Facebook Login: a code gives a token of hours, that one of 60 days, and that the Pages with tokens that have no end. */
export function makeFacebookConnect(setting: ConnectSetting): Connect {
  const read: Read = (request, schema, secrets) =>
    readOnce(request, schema, { ...setting, secrets }, (http, body) =>
      graphError('facebook', http, body, secrets),
    );
  const graph = (path: string, query: Record<string, string>, token?: string) => {
    const url = addressOf(setting.hosts, factOf('facebook.host'), versioned(path));
    url.search = new URLSearchParams(query).toString();
    return { method: 'GET' as const, url, ...(token && { headers: { authorization: `Bearer ${token}` } }) };
  };

  const listPages = async (token: string, secrets: readonly string[]): ReturnType<typeof readPage> => {
    const pages: Page[] = [];
    let after: string | undefined;
    for (let listing = 0; listing < mostListings; listing++) {
      const page = await readPage(token, after, secrets);
      if (page.kind !== 'read') return page;
      pages.push(...page.value.data);
      after = page.value.paging?.next === undefined ? undefined : page.value.paging.cursors?.after;
      if (after === undefined) break;
    }
    return { kind: 'read' as const, value: { data: pages } };
  };
  const readPage = (token: string, after: string | undefined, secrets: readonly string[]) =>
    read(
      graph('/me/accounts', { limit: '100', ...(after !== undefined && { after }) }, token),
      pagesSchema,
      secrets,
    );

  return {
    authorizationUrl({ clientId }, { redirectUri, state }) {
      const url = addressOf(setting.hosts, factOf('facebook.authorize_host'), versioned('/dialog/oauth'));
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: factOf('facebook.scopes').join(','),
        state,
      }).toString();
      return url;
    },

    async exchangeCode({ clientId, clientSecret = '' }, { redirectUri }, code) {
      const app = { client_id: clientId, client_secret: clientSecret };
      const secrets = [clientSecret, code];
      const short = await read(
        graph('/oauth/access_token', { ...app, redirect_uri: redirectUri, code }),
        tokenSchema,
        secrets,
      );
      if (short.kind !== 'read') return short;
      const { access_token } = short.value;
      const exchange = { ...app, grant_type: 'fb_exchange_token', fb_exchange_token: access_token };
      const long = await read(graph('/oauth/access_token', exchange), tokenSchema, [
        ...secrets,
        access_token,
      ]);
      if (long.kind !== 'read') return long;
      const token = long.value.access_token;
      const pages = await listPages(token, [...secrets, token]);
      if (pages.kind !== 'read') return pages;
      const accounts = pages.value.data.map((page) => ({
        id: page.id,
        name: page.name,
        grant: {
          accessToken: page.access_token,
          refreshToken: undefined,
          expiresAt: undefined,
          scopes: [...factOf('facebook.scopes')],
        },
      }));
      return { kind: 'connected', accounts };
    },

    refresh: async () => ({ kind: 'not_needed' }),
  };
}
