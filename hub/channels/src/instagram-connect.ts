import { factOf } from '@musterhub/rules';
import { z } from 'zod';
import { addressOf } from './address-of.ts';
import { graphError, versioned } from './ask-graph.ts';
import type { Connect, ConnectSetting, Grant, NotConnected } from './connect.ts';
import { type Read, readOnce } from './read-once.ts';

const shortSchema = z.object({
  access_token: z.string(),
  user_id: z.union([z.string(), z.number()]),
  permissions: z.union([z.string(), z.array(z.string())]).optional(),
});
/** Today's shape, and the one without the list that came before it. */
const codeSchema = z.union([
  z.object({ data: z.tuple([shortSchema]) }).transform(({ data }) => data[0]),
  shortSchema,
]);
const longSchema = z.object({ access_token: z.string(), expires_in: z.number() });
const profileSchema = z.object({ username: z.string() });

/** Instagram Login: a code gives a token of an hour, that one of 60 days, which is extended for ever if nobody forgets it. */
export function makeInstagramConnect(setting: ConnectSetting): Connect {
  const read: Read = (request, schema, secrets) =>
    readOnce(request, schema, { ...setting, secrets }, (http, body) =>
      graphError('instagram', http, body, secrets),
    );
  const graph = (path: string, query: Record<string, string>) => {
    const url = addressOf(setting.hosts, factOf('instagram.host'), path);
    url.search = new URLSearchParams(query).toString();
    return { method: 'GET' as const, url };
  };
  const grantOf = (long: z.infer<typeof longSchema>, scopes: string[]): Grant => ({
    accessToken: long.access_token,
    refreshToken: undefined,
    expiresAt: new Date(setting.now().getTime() + long.expires_in * 1000),
    scopes,
  });

  return {
    authorizationUrl({ clientId }, { redirectUri, state }) {
      const url = addressOf(setting.hosts, factOf('instagram.authorize_host'), '/oauth/authorize');
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: factOf('instagram.scopes').join(','),
        state,
      }).toString();
      return url;
    },

    async exchangeCode({ clientId, clientSecret = '' }, { redirectUri }, code) {
      const secrets = [clientSecret, code];
      const body = new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'authorization_code',
        redirect_uri: redirectUri,
        code,
      });
      const url = addressOf(setting.hosts, factOf('instagram.token_host'), '/oauth/access_token');
      const short = await read({ method: 'POST', url, body }, codeSchema, secrets);
      if (short.kind !== 'read') return short;
      const { access_token, user_id, permissions = [] } = short.value;
      const exchange = { grant_type: 'ig_exchange_token', client_secret: clientSecret, access_token };
      const long = await read(graph('/access_token', exchange), longSchema, [...secrets, access_token]);
      if (long.kind !== 'read') return long;
      const token = long.value.access_token;
      const profile = await read(
        graph(versioned('/me'), { fields: 'username', access_token: token }),
        profileSchema,
        [...secrets, token],
      );
      if (profile.kind !== 'read') return profile;
      const scopes = typeof permissions === 'string' ? permissions.split(',') : permissions;
      const account = {
        id: String(user_id),
        name: profile.value.username,
        grant: grantOf(long.value, scopes),
      };
      return { kind: 'connected', accounts: [account] };
    },

    async refresh(_app, grant) {
      const query = { grant_type: 'ig_refresh_token', access_token: grant.accessToken };
      const long = await read(graph('/refresh_access_token', query), longSchema, [grant.accessToken]);
      return long.kind === 'read'
        ? { kind: 'refreshed', grant: grantOf(long.value, grant.scopes) }
        : (long satisfies NotConnected);
    },
  };
}
