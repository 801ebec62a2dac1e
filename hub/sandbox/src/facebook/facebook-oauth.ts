import type { EmulatedHost } from '../emulated-host.ts';
import { neededField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall, OpenGraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import { makeMetaLogin } from '../graph/meta-login.ts';
import type { Reply } from '../refusal.ts';
import { revokeFamily, type Token } from '../token.ts';
import type { World } from '../world.ts';
import { dataAccessEndsAt } from './facebook-page.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shortLifeMs = 2 * hourMs;
const longLifeMs = 60 * dayMs;

export const facebookScopes = [
  'pages_show_list',
  'pages_manage_posts',
  'pages_read_engagement',
  'pages_manage_engagement',
  'pages_read_user_engagement',
  'read_insights',
  'publish_video',
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_insights',
];

/** The consent page; consenting renews the access to the person's data. */
export function makeFacebookLogin(world: World): EmulatedHost {
  return makeMetaLogin(world, {
    host: 'www.facebook.com',
    platform: 'facebook',
    path: '/dialog/oauth',
    scopes: facebookScopes,
  });
}

/** A code for a token of hours, or a token of hours for one of 60 days. */
export function exchangeFacebookToken(call: OpenGraphCall): Reply {
  onlyFields(call, ['client_id', 'client_secret', 'redirect_uri', 'code', 'grant_type', 'fb_exchange_token']);
  const appId = checkSecret(call);
  const token =
    textField(call, 'grant_type') === 'fb_exchange_token' ? extendToken(call, appId) : spendCode(call, appId);
  return {
    status: 200,
    body: {
      access_token: token.value,
      token_type: 'bearer',
      expires_in: Math.floor(((token.expiresAt ?? call.now) - call.now) / 1000),
    },
  };
}

function spendCode(call: OpenGraphCall, appId: string): Token {
  const { world, now } = call;
  const code = world.codes.get(neededField(call, 'code'));
  if (
    code?.platform !== 'facebook' ||
    code.used ||
    code.appId !== appId ||
    now >= code.expiresAt ||
    code.redirectUri !== textField(call, 'redirect_uri')
  )
    return refuseGraph(world, {
      code: 100,
      subcode: 36009,
      message: 'This authorization code has been used, has expired, or was made for another redirect_uri.',
    });
  code.used = true;
  return addFacebookToken(world, {
    kind: 'short',
    subjectId: code.subjectId,
    appId,
    scopes: code.scopes,
    expiresAt: now + shortLifeMs,
  });
}

function extendToken(call: OpenGraphCall, appId: string): Token {
  const { world, now } = call;
  const token = world.tokens.get(neededField(call, 'fb_exchange_token'));
  const isLive =
    token?.platform === 'facebook' &&
    token.kind !== 'page' &&
    token.appId === appId &&
    token.revoked === undefined &&
    now < (token.expiresAt ?? Number.POSITIVE_INFINITY);
  if (!isLive)
    return refuseGraph(world, {
      code: 190,
      subcode: 463,
      message: 'Error validating access token: Session has expired.',
    });
  return addFacebookToken(world, { ...token, kind: 'long', expiresAt: now + longLifeMs });
}

export function addFacebookToken(
  world: World,
  {
    kind,
    subjectId,
    appId,
    scopes,
    expiresAt,
    userId = subjectId,
  }: Pick<Token, 'kind' | 'subjectId' | 'appId' | 'scopes' | 'expiresAt'> & { userId?: string },
): Token {
  const token: Token = {
    value: world.ids.secret('FB'),
    platform: 'facebook',
    kind,
    subjectId,
    appId,
    scopes,
    issuedAt: world.clock.now(),
    expiresAt,
    revoked: undefined,
    family: `facebook ${userId} ${appId}`,
  };
  world.tokens.set(token.value, token);
  return token;
}

/** The person's Pages with a token for each: without expiry when it was asked for with a long-lived user token. */
export function listPages(call: GraphCall): Reply {
  const { world, token } = call;
  onlyFields(call, ['limit', 'after']);
  const user = world.facebookUsers.get(token.subjectId);
  if (!user) refuseGraph(world, { code: 100, message: '(#100) A user access token is required.' });
  if (!token.scopes.includes('pages_show_list'))
    refuseGraph(world, { code: 200, message: '(#200) Requires the permission pages_show_list.' });
  return {
    status: 200,
    body: {
      data: user.pageIds.map((id) => {
        const page = world.accounts.get(id)!;
        const pageToken = addFacebookToken(world, {
          kind: 'page',
          subjectId: id,
          appId: token.appId,
          scopes: token.scopes,
          expiresAt: token.kind === 'long' ? undefined : token.expiresAt,
          userId: user.id,
        });
        const linked = [...world.accounts.values()].find(({ pageId }) => pageId === id);
        return {
          id,
          name: page.name,
          access_token: pageToken.value,
          category: 'Brand',
          tasks: ['ANALYZE', 'CREATE_CONTENT', 'MODERATE', 'MANAGE'],
          ...(linked && { instagram_business_account: { id: linked.id } }),
        };
      }),
    },
  };
}

export function debugToken(call: OpenGraphCall): Reply {
  const { world, now } = call;
  onlyFields(call, ['input_token']);
  const asking = neededField(call, 'access_token');
  const [id = '', secret] = asking.split('|');
  if (!world.tokens.has(asking) && (secret === undefined || world.apps.get(id)?.clientSecret !== secret))
    refuseGraph(world, { code: 190, message: 'Invalid OAuth access token.' });
  const token = world.tokens.get(neededField(call, 'input_token'));
  if (token?.platform !== 'facebook')
    return {
      status: 200,
      body: { data: { is_valid: false, error: { code: 190, message: 'Malformed access token' } } },
    };
  const page = world.accounts.get(token.subjectId);
  const user = world.facebookUsers.get(page?.userId ?? token.subjectId);
  const isValid = token.revoked === undefined && now < (token.expiresAt ?? Number.POSITIVE_INFINITY);
  return {
    status: 200,
    body: {
      data: {
        app_id: token.appId,
        type: token.kind === 'page' ? 'PAGE' : 'USER',
        is_valid: isValid,
        issued_at: Math.floor(token.issuedAt / 1000),
        expires_at: Math.floor((token.expiresAt ?? 0) / 1000),
        data_access_expires_at: Math.floor(dataAccessEndsAt(user?.lastActiveAt ?? 0) / 1000),
        scopes: token.scopes,
        user_id: user?.id,
        ...(token.kind === 'page' && { profile_id: token.subjectId }),
      },
    },
  };
}

/** The person's app is taken back: every token of that consent dies. */
export function removePermissions(call: GraphCall): Reply {
  onlyFields(call, []);
  revokeFamily(call.world.tokens, call.token.family, 'app_removed');
  return { status: 200, body: { success: true } };
}

function checkSecret(call: OpenGraphCall): string {
  const id = neededField(call, 'client_id');
  const app = call.world.apps.get(id);
  if (app?.platform !== 'facebook' || app.clientSecret !== textField(call, 'client_secret'))
    refuseGraph(call.world, { code: 101, message: '(#101) Error validating application.' });
  return id;
}
