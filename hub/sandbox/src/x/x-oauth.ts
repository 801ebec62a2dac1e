import { createHash } from 'node:crypto';
import type { SandboxApp } from '../account.ts';
import { decideConsent, refusePage, showConsent, subjectsOf } from '../consent-page.ts';
import type { EmulatedHost, Endpoint } from '../emulated-host.ts';
import type { Incoming } from '../incoming.ts';
import { Refusal, type Reply } from '../refusal.ts';
import { revokeFamily, type Token } from '../token.ts';
import type { World } from '../world.ts';
import { makeXHost } from './x-host.ts';

export const xScopes = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'];

const codeLifeMs = 30_000;
const accessLifeMs = 2 * 3_600_000;

/** x.com: the page on which a person allows the app. */
export function makeXLogin(world: World): EmulatedHost {
  return {
    ...makeXHost(world, [], []),
    host: 'x.com',
    endpoints: [
      {
        name: 'x.authorize',
        method: 'GET',
        path: '/i/oauth2/authorize',
        handle: (incoming) => showConsent(world, incoming, consentOf(world, incoming)),
      },
      {
        name: 'x.consent',
        method: 'POST',
        path: '/i/oauth2/authorize',
        handle: (incoming) => decideConsent(world, incoming, consentOf(world, incoming)),
      },
    ],
  };
}

function consentOf(world: World, { query }: Incoming) {
  const challenge = String(query.code_challenge ?? '');
  const method = query.code_challenge_method ?? 'plain';
  if (challenge === '' || (method !== 'S256' && method !== 'plain'))
    return refusePage('code_challenge and code_challenge_method (S256 or plain) are required.');
  if (String(query.state ?? '').length > 500 || query.state === undefined)
    refusePage('state: expected 1 to 500 characters.');
  return {
    platform: 'x' as const,
    subjects: subjectsOf(world, 'x'),
    codeLifeMs,
    challenge: { value: challenge, method: method as 'S256' | 'plain' },
    scopes: String(query.scope ?? '')
      .split(' ')
      .filter((scope) => xScopes.includes(scope)),
  };
}

export function xOauthEndpoints(world: World): Endpoint[] {
  return [
    { name: 'x.token', method: 'POST', path: '/2/oauth2/token', handle: (one) => grantToken(world, one) },
    { name: 'x.revoke', method: 'POST', path: '/2/oauth2/revoke', handle: (one) => revokeToken(world, one) },
  ];
}

function grantToken(world: World, incoming: Incoming): Reply {
  onlyForm(incoming, ['grant_type', 'code', 'redirect_uri', 'code_verifier', 'client_id', 'refresh_token']);
  const app = checkClient(world, incoming);
  if (incoming.body.grant_type === 'authorization_code') return spendCode(world, incoming, app);
  if (incoming.body.grant_type === 'refresh_token') return spendRefreshToken(world, incoming, app);
  return refuseOauth('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
}

function spendCode(world: World, { body }: Incoming, app: SandboxApp): Reply {
  const code = world.codes.get(String(body.code));
  const verifier = String(body.code_verifier ?? '');
  const isProven =
    code?.challenge !== undefined &&
    (code.challenge.method === 'plain'
      ? code.challenge.value === verifier
      : code.challenge.value === createHash('sha256').update(verifier).digest('base64url'));
  if (
    code?.platform !== 'x' ||
    code.used ||
    code.appId !== app.clientId ||
    world.clock.now() >= code.expiresAt ||
    code.redirectUri !== body.redirect_uri ||
    !isProven
  )
    return refuseOauth('invalid_request', 'Value passed for the authorization code was invalid.');
  code.used = true;
  const family = `x ${code.subjectId} ${app.clientId} ${code.value}`;
  return tokensReply(
    addXTokens(world, { subjectId: code.subjectId, appId: app.clientId, scopes: code.scopes, family }),
  );
}

/** Refresh tokens rotate: each is good once. */
function spendRefreshToken(world: World, { body }: Incoming, app: SandboxApp): Reply {
  const token = world.tokens.get(String(body.refresh_token));
  if (
    token?.platform !== 'x' ||
    token.kind !== 'refresh' ||
    token.revoked !== undefined ||
    token.appId !== app.clientId
  )
    return refuseOauth('invalid_request', 'Value passed for the token was invalid.');
  token.revoked = 'rotated';
  return tokensReply(addXTokens(world, token));
}

export function addXTokens(
  world: World,
  { subjectId, appId, scopes, family }: Pick<Token, 'subjectId' | 'appId' | 'scopes' | 'family'>,
): { access: Token; refresh: Token | undefined } {
  const now = world.clock.now();
  const add = (kind: 'access' | 'refresh', expiresAt: number | undefined): Token => {
    const token: Token = {
      value: world.ids.secret(`X${kind}`),
      platform: 'x',
      kind,
      subjectId,
      appId,
      scopes,
      issuedAt: now,
      expiresAt,
      revoked: undefined,
      family,
    };
    world.tokens.set(token.value, token);
    return token;
  };
  const access = add('access', now + accessLifeMs);
  const refresh = scopes.includes('offline.access') ? add('refresh', undefined) : undefined;
  const account = world.accounts.get(subjectId);
  if (account) account.accessToken = access.value;
  if (account && refresh) account.refreshToken = refresh.value;
  return { access, refresh };
}

function tokensReply({ access, refresh }: { access: Token; refresh: Token | undefined }): Reply {
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      expires_in: accessLifeMs / 1000,
      access_token: access.value,
      scope: access.scopes.join(' '),
      ...(refresh && { refresh_token: refresh.value }),
    },
  };
}

function revokeToken(world: World, incoming: Incoming): Reply {
  onlyForm(incoming, ['token', 'token_type_hint', 'client_id']);
  const app = checkClient(world, incoming);
  const token = world.tokens.get(String(incoming.body.token));
  if (token?.platform === 'x' && token.appId === app.clientId)
    revokeFamily(world.tokens, token.family, 'revoked');
  return { status: 200, body: { revoked: true } };
}

/** Confidential clients show their secret by Basic authentication, public ones their id in the body. */
function checkClient(world: World, { headers, body }: Incoming): SandboxApp {
  const basic = /^Basic\s+(.+)$/i.exec(headers.authorization ?? '')?.[1];
  const [id = '', secret] =
    basic === undefined
      ? [String(body.client_id ?? '')]
      : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  const app = world.apps.get(id);
  const isKnown = app?.platform === 'x' && (app.isPublic ? basic === undefined : app.clientSecret === secret);
  if (!app || !isKnown)
    throw new Refusal('emulated', 'unauthorized_client', {
      status: 401,
      body: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
    });
  return app;
}

function onlyForm(incoming: Incoming, allowed: string[]): void {
  if (incoming.bodyKind !== 'form')
    refuseOauth('invalid_request', 'Expected application/x-www-form-urlencoded.');
  const unknown = Object.keys(incoming.body).find((name) => !allowed.includes(name));
  if (unknown !== undefined) refuseOauth('invalid_request', `Unexpected parameter ${unknown}.`);
}

function refuseOauth(error: string, description: string): never {
  throw new Refusal('emulated', description, {
    status: 400,
    body: { error, error_description: description },
  });
}
