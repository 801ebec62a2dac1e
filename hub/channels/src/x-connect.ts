import { createHash } from 'node:crypto';
import { factOf } from '@musterhub/rules';
import { z } from 'zod';
import { addressOf } from './address-of.ts';
import { xError } from './ask-x.ts';
import type { AppCredentials, Connect, ConnectSetting, Grant } from './connect.ts';
import { type Read, readOnce } from './read-once.ts';

const tokenSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number(),
  scope: z.string(),
});
const profileSchema = z.object({ data: z.object({ id: z.string(), username: z.string() }) });

/** OAuth 2.0 with PKCE. The code lives half a minute, the token two hours, and each refresh token is good once. */
export function makeXConnect(setting: ConnectSetting): Connect {
  const read: Read = (request, schema, secrets) =>
    readOnce(request, schema, { ...setting, secrets }, (http, body) => xError(http, body, secrets));
  const api = (path: string) =>
    addressOf(setting.hosts, factOf('x.host'), `/${factOf('x.api_version')}${path}`);

  const askToken = (app: AppCredentials, form: Record<string, string>, secrets: readonly string[]) => {
    const { clientId, clientSecret } = app;
    const isPublic = clientSecret === undefined;
    const pair = [clientId, clientSecret ?? ''].map(encodeURIComponent).join(':');
    return read(
      {
        method: 'POST',
        url: api('/oauth2/token'),
        ...(!isPublic && { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }),
        body: new URLSearchParams({ ...form, ...(isPublic && { client_id: clientId }) }),
      },
      tokenSchema,
      [...secrets, ...(isPublic ? [] : [clientSecret])],
    );
  };
  const grantOf = (token: z.infer<typeof tokenSchema>, old?: Grant): Grant => ({
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? old?.refreshToken,
    expiresAt: new Date(setting.now().getTime() + token.expires_in * 1000),
    scopes: token.scope.split(' '),
  });

  return {
    authorizationUrl({ clientId }, { redirectUri, state, verifier }) {
      const url = addressOf(setting.hosts, factOf('x.authorize_host'), '/i/oauth2/authorize');
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: factOf('x.scopes').join(' '),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      url.search = query.toString();
      return url;
    },

    async exchangeCode(app, { redirectUri, verifier }, code) {
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      };
      const token = await askToken(app, form, [code, verifier]);
      if (token.kind !== 'read') return token;
      const grant = grantOf(token.value);
      const headers = { authorization: `Bearer ${grant.accessToken}` };
      const profile = await read({ method: 'GET', url: api('/users/me'), headers }, profileSchema, [
        grant.accessToken,
      ]);
      if (profile.kind !== 'read') return profile;
      const { id, username } = profile.value.data;
      return { kind: 'connected', accounts: [{ id, name: username, grant }] };
    },

    async refresh(app, grant) {
      const held = grant.refreshToken ?? '';
      const token = await askToken(app, { grant_type: 'refresh_token', refresh_token: held }, [held]);
      return token.kind === 'read' ? { kind: 'refreshed', grant: grantOf(token.value, grant) } : token;
    },
  };
}
