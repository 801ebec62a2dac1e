import type { EmulatedHost, Endpoint } from '../emulated-host.ts';
import { allFields, type Fields, type Incoming, tokenValueOf } from '../incoming.ts';
import { Refusal, type Reply } from '../refusal.ts';
import type { Token } from '../token.ts';
import type { World } from '../world.ts';
import { graphErrorReply, refuseGraph } from './graph-refusal.ts';
import { servingVersion } from './graph-version.ts';
import { countMetaCall, type MetaCount } from './meta-usage.ts';

/** A call of Meta's API with a token that is good. */
export type GraphCall = { world: World; incoming: Incoming; fields: Fields; token: Token; now: number };
export type OpenGraphCall = Omit<GraphCall, 'token'>;

export type GraphEndpoint = Omit<Endpoint, 'handle'> &
  (
    | { handle: (call: GraphCall) => Reply | Promise<Reply> }
    /** Needs no token of an account: codes and secrets are exchanged there. */
    | { handleOpen: (call: OpenGraphCall) => Reply | Promise<Reply> }
  );

const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;

/** One of Meta's hosts: versions, tokens and usage headers around the work of its endpoints. */
export function makeGraphHost(world: World, host: string, endpoints: GraphEndpoint[]): EmulatedHost {
  return {
    host,
    endpoints: endpoints.map((endpoint) => ({
      name: endpoint.name,
      method: endpoint.method,
      path: endpoint.path,
      handle: (incoming) => answerGraph(world, endpoint, incoming),
    })),
    broken: (status, incoming) => brokenReply(world, status, incoming),
    throttled: (incoming) => {
      const token = world.tokens.get(tokenValueOf(incoming) ?? '');
      return throttledReply(world, token);
    },
    malformed: (why) => graphErrorReply(world, { code: 100, message: `(#100) ${why}` }),
    unknown: (incoming) =>
      graphErrorReply(world, {
        code: 2500,
        message: `Unknown path components: ${incoming.path}`,
      }),
  };
}

async function answerGraph(world: World, endpoint: GraphEndpoint, incoming: Incoming): Promise<Reply> {
  const now = world.clock.now();
  const version = servingVersion(incoming.version, now);
  if (version === undefined)
    refuseGraph(world, { code: 2635, message: `(#2635) There is no version ${incoming.version}.` });
  const open = { world, incoming, fields: allFields(incoming), now };
  const headers: Record<string, string> = { 'facebook-api-version': version };
  try {
    if ('handleOpen' in endpoint) return withHeaders(await endpoint.handleOpen(open), headers);
    const token = checkToken(world, incoming, now);
    Object.assign(headers, countUsage(world, token, callsOf(open.fields)));
    return withHeaders(await endpoint.handle({ ...open, token }), headers);
  } catch (error) {
    if (error instanceof Refusal) return withHeaders(error.reply, headers);
    throw error;
  }
}

/** A batch by `ids` counts as many calls as it names. */
function callsOf(fields: Fields): number {
  return typeof fields.ids === 'string' ? fields.ids.split(',').length : 1;
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function checkToken(world: World, incoming: Incoming, now: number): Token {
  const value = tokenValueOf(incoming);
  const token = world.tokens.get(value ?? '');
  if (value === undefined)
    refuseGraph(world, { code: 104, message: 'An access token is required to request this resource.' });
  const onInstagram = incoming.host === 'graph.instagram.com';
  if (!token || token.platform !== (onInstagram ? 'instagram' : 'facebook'))
    refuseGraph(world, { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' });
  if (token.revoked !== undefined) {
    const subcode = { app_removed: 458, password_changed: 460, revoked: 467, rotated: 467 }[token.revoked];
    refuseGraph(world, {
      code: 190,
      subcode,
      message: `Error validating access token: the session is invalid (${token.revoked}).`,
    });
  }
  if (token.expiresAt !== undefined && now >= token.expiresAt)
    refuseGraph(world, {
      code: 190,
      subcode: 463,
      message: `Error validating access token: Session has expired on ${new Date(token.expiresAt).toUTCString()}.`,
    });
  return token;
}

/** Counts the call and says so in the platform's own header; refuses while the subject is locked. */
function countUsage(world: World, token: Token, calls: number): Record<string, string> {
  const { instagram, facebook } = world.rules;
  const isUserToken = token.platform === 'facebook' && token.kind !== 'page';
  const key = isUserToken ? `app ${token.appId}` : token.subjectId;
  const usage = world.metaUsage.get(key) ?? { slices: new Map(), lockedUntil: 0 };
  world.metaUsage.set(key, usage);
  const allowance = isUserToken
    ? { limit: 200 * facebook.dailyUsers, lengthMs: hourMs, ...lockOf(world) }
    : token.platform === 'instagram'
      ? {
          limit: 4800 * instagram.impressions,
          lengthMs: dayMs,
          lockMs: instagram.lockMs,
          prolongMs: facebook.prolongMs,
        }
      : { limit: 4800 * facebook.engagedUsers, lengthMs: dayMs, ...lockOf(world) };
  const count = countMetaCall(usage, allowance, world.clock.now(), calls);
  const headers = usageHeaders(token, isUserToken, count);
  if (count.isLocked) {
    const reply = throttledReply(world, token);
    throw new Refusal('emulated', 'throttled', withHeaders(reply, headers));
  }
  return headers;
}

function lockOf({ rules: { facebook } }: World): { lockMs: number; prolongMs: number } {
  return { lockMs: facebook.lockMs, prolongMs: facebook.prolongMs };
}

function usageHeaders(token: Token, isUserToken: boolean, count: MetaCount): Record<string, string> {
  const figures = {
    call_count: count.percent,
    total_cputime: Math.floor(count.percent / 4),
    total_time: Math.floor(count.percent / 3),
  };
  if (isUserToken) return { 'x-app-usage': JSON.stringify(figures) };
  const type = token.platform === 'instagram' ? 'instagram' : 'pages';
  return {
    'x-business-use-case-usage': JSON.stringify({
      [token.subjectId]: [{ type, ...figures, estimated_time_to_regain_access: count.regainMinutes }],
    }),
  };
}

function throttledReply(world: World, token: Token | undefined): Reply {
  if (token?.platform === 'instagram')
    return graphErrorReply(world, {
      code: 80002,
      message: '(#80002) There have been too many calls to this Instagram account.',
      isTransient: true,
    });
  if (token?.kind === 'page')
    return graphErrorReply(world, {
      code: 80001,
      message: '(#80001) There have been too many calls to this Page account.',
      isTransient: true,
    });
  return graphErrorReply(world, {
    code: 4,
    message: '(#4) Application request limit reached',
    isTransient: true,
  });
}

function brokenReply(world: World, status: number, incoming: Incoming): Reply {
  if (incoming.endpoint === 'ig.publish' || incoming.endpoint === 'ig.create_container')
    return graphErrorReply(world, {
      status,
      code: -1,
      subcode: 2207001,
      message: 'Instagram server error. Try again.',
      isTransient: true,
    });
  return graphErrorReply(world, {
    status,
    code: status === 503 ? 2 : 1,
    message: status === 503 ? 'Service temporarily unavailable' : 'An unknown error occurred',
    isTransient: true,
  });
}
