import type { EmulatedHost } from '../emulated-host.ts';
import { neededField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { OpenGraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import { makeMetaLogin } from '../graph/meta-login.ts';
import type { Reply } from '../refusal.ts';
import type { Token } from '../token.ts';
import type { World } from '../world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longLifeMs = 60 * dayMs;

/** The scopes of Instagram Login; the old names died on 27 January 2025. */
export const instagramScopes = [
  'instagram_business_basic',
  'instagram_business_content_publish',
  'instagram_business_manage_comments',
  'instagram_business_manage_insights',
];

/** The consent page: people are sent here to connect an account. */
export function makeInstagramLogin(world: World): EmulatedHost {
  return makeMetaLogin(world, {
    host: 'www.instagram.com',
    platform: 'instagram',
    path: '/oauth/authorize',
    scopes: instagramScopes,
  });
}

/** A code, valid for an hour and once, for a token of an hour. */
export function exchangeInstagramCode(call: OpenGraphCall): Reply {
  const { world, now } = call;
  onlyFields(call, ['client_id', 'client_secret', 'grant_type', 'redirect_uri', 'code']);
  const app = checkSecret(call);
  const code = world.codes.get(neededField(call, 'code').replace(/#_$/, ''));
  if (
    code?.platform !== 'instagram' ||
    code.used ||
    code.appId !== app ||
    now >= code.expiresAt ||
    code.redirectUri !== textField(call, 'redirect_uri') ||
    textField(call, 'grant_type') !== 'authorization_code'
  )
    return refuseCode('Matching code was not found or was already used.');
  code.used = true;
  const token = addInstagramToken(world, {
    kind: 'short',
    subjectId: code.subjectId,
    appId: app,
    scopes: code.scopes,
    lifeMs: hourMs,
  });
  return {
    status: 200,
    body: {
      data: [{ access_token: token.value, user_id: token.subjectId, permissions: token.scopes.join(',') }],
    },
  };
}

/** api.instagram.com has an error shape of its own. */
function refuseCode(message: string): Reply {
  return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message: message } };
}

/** A token of an hour for one of 60 days. */
export function exchangeForLongToken(call: OpenGraphCall): Reply {
  const { world, now } = call;
  onlyFields(call, ['grant_type', 'client_secret']);
  const token = getLiveToken(call, 'short');
  const app = world.apps.get(token.appId);
  if (
    textField(call, 'grant_type') !== 'ig_exchange_token' ||
    app?.clientSecret !== textField(call, 'client_secret')
  )
    refuseGraph(world, {
      code: 101,
      message: '(#101) Error validating application: invalid secret or grant type.',
    });
  const long = addInstagramToken(world, {
    kind: 'long',
    subjectId: token.subjectId,
    appId: token.appId,
    scopes: token.scopes,
    lifeMs: longLifeMs,
  });
  return longTokenReply(long, now);
}

/** At least 24 hours old and not expired: 60 more days from now. */
export function refreshLongToken(call: OpenGraphCall): Reply {
  const { world, now } = call;
  onlyFields(call, ['grant_type']);
  const token = getLiveToken(call, 'long');
  if (textField(call, 'grant_type') !== 'ig_refresh_token')
    refuseGraph(world, { code: 100, message: '(#100) grant_type must be ig_refresh_token.' });
  if (now < token.issuedAt + dayMs)
    refuseGraph(world, {
      code: 100,
      message: '(#100) The token must be at least 24 hours old to be refreshed.',
    });
  const fresh = addInstagramToken(world, {
    kind: 'long',
    subjectId: token.subjectId,
    appId: token.appId,
    scopes: token.scopes,
    lifeMs: longLifeMs,
  });
  return longTokenReply(fresh, now);
}

export function addInstagramToken(
  world: World,
  {
    kind,
    subjectId,
    appId,
    scopes,
    lifeMs,
  }: Pick<Token, 'kind' | 'subjectId' | 'appId' | 'scopes'> & { lifeMs: number },
): Token {
  const value = world.ids.secret('IG');
  const now = world.clock.now();
  const token: Token = {
    value,
    platform: 'instagram',
    kind,
    subjectId,
    appId,
    scopes,
    issuedAt: now,
    expiresAt: now + lifeMs,
    revoked: undefined,
    family: `instagram ${subjectId} ${appId}`,
  };
  world.tokens.set(value, token);
  const account = world.accounts.get(subjectId);
  if (account && kind === 'long') account.accessToken = value;
  return token;
}

function longTokenReply(token: Token, now: number): Reply {
  return {
    status: 200,
    body: {
      access_token: token.value,
      token_type: 'bearer',
      expires_in: Math.floor(((token.expiresAt ?? now) - now) / 1000),
      permissions: token.scopes.join(','),
    },
  };
}

function getLiveToken(call: OpenGraphCall, kind: Token['kind']): Token {
  const { world, now } = call;
  const token = world.tokens.get(neededField(call, 'access_token'));
  if (token?.platform !== 'instagram' || token.kind !== kind || token.revoked !== undefined)
    return refuseGraph(world, {
      code: 190,
      message: 'Invalid OAuth access token - Cannot parse access token',
    });
  if (token.expiresAt !== undefined && now >= token.expiresAt)
    refuseGraph(world, {
      code: 190,
      subcode: 463,
      message: 'Error validating access token: Session has expired.',
    });
  return token;
}

function checkSecret(call: OpenGraphCall): string {
  const id = neededField(call, 'client_id');
  const app = call.world.apps.get(id);
  if (app?.platform !== 'instagram' || app.clientSecret !== textField(call, 'client_secret'))
    refuseGraph(call.world, { code: 101, message: '(#101) Error validating application.' });
  return id;
}
