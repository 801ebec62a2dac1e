import type { SandboxAccount } from '../account.ts';
import type { EmulatedHost, Endpoint } from '../emulated-host.ts';
import { type Incoming, tokenValueOf } from '../incoming.ts';
import { Refusal, type Reply } from '../refusal.ts';
import type { Token } from '../token.ts';
import { type Count, countCall } from '../usage-windows.ts';
import type { World } from '../world.ts';
import { problemReply, refuseX } from './x-problem.ts';

export type XCall = { world: World; incoming: Incoming; account: SandboxAccount; token: Token; now: number };

export type XEndpoint = Omit<Endpoint, 'handle'> & {
  scope: string;
  /** Calls allowed per quarter of an hour, and per 24 hours of the app. */
  perUser: number | ((world: World) => number);
  perApp?: number;
  perAppDay?: number;
  handle: (call: XCall) => Reply | Promise<Reply>;
};

const quarterMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

/** api.x.com: bearer tokens, windows and their headers around the work of the endpoints. */
export function makeXHost(world: World, endpoints: XEndpoint[], open: Endpoint[]): EmulatedHost {
  return {
    host: 'api.x.com',
    endpoints: [
      ...open,
      ...endpoints.map((endpoint) => ({
        name: endpoint.name,
        method: endpoint.method,
        path: endpoint.path,
        handle: (incoming: Incoming) => answerX(world, endpoint, incoming),
      })),
    ],
    broken: (status) =>
      problemReply({
        status,
        title: status === 500 ? 'Internal Server Error' : 'Service Unavailable',
        detail: status === 500 ? 'Internal Server Error' : 'Service Unavailable',
      }),
    throttled: () =>
      throttledReply(world, { limit: 1, remaining: 0, resetsAt: world.clock.now() + quarterMs }),
    malformed: (detail) =>
      problemReply({ status: 400, type: 'invalid-request', title: 'Invalid Request', detail }),
    unknown: () => problemReply({ status: 404, title: 'Not Found', detail: 'Not Found' }),
  };
}

async function answerX(world: World, endpoint: XEndpoint, incoming: Incoming): Promise<Reply> {
  const { account, token } = checkBearer(world, incoming);
  const { headers, full } = countWindows(world, endpoint, token);
  if (full) return { ...throttledReply(world, full), headers };
  try {
    if (!token.scopes.includes(endpoint.scope))
      refuseX({
        status: 403,
        type: 'client-forbidden',
        title: 'Forbidden',
        detail: `The token lacks the scope ${endpoint.scope}.`,
      });
    if (account.restricted)
      refuseX({
        status: 403,
        title: 'Forbidden',
        detail: 'Your account is suspended and is not permitted to access this feature.',
      });
    const reply = await endpoint.handle({ world, incoming, account, token, now: world.clock.now() });
    return { ...reply, headers: { ...headers, ...reply.headers } };
  } catch (error) {
    if (error instanceof Refusal) return { ...error.reply, headers: { ...headers, ...error.reply.headers } };
    throw error;
  }
}

function checkBearer(world: World, incoming: Incoming): { account: SandboxAccount; token: Token } {
  const value = incoming.headers.authorization === undefined ? undefined : tokenValueOf(incoming);
  const token = world.tokens.get(value ?? '');
  const account = token && world.accounts.get(token.subjectId);
  if (
    token?.platform !== 'x' ||
    token.kind !== 'access' ||
    token.revoked !== undefined ||
    (token.expiresAt !== undefined && world.clock.now() >= token.expiresAt) ||
    !account
  )
    return refuseX({ status: 401, title: 'Unauthorized', detail: 'Unauthorized' });
  return { account, token };
}

type Shown = Pick<Count, 'limit' | 'remaining' | 'resetsAt'>;

/** Counts the call in each window of the endpoint and writes the headers of those that it has. */
function countWindows(
  world: World,
  endpoint: XEndpoint,
  token: Token,
): { headers: Record<string, string>; full: Count | undefined } {
  const now = world.clock.now();
  const count = (key: string, limit: number, lengthMs: number) =>
    countCall(world.windows, `${endpoint.name} ${key}`, { limit, lengthMs, now });
  const perUser = typeof endpoint.perUser === 'number' ? endpoint.perUser : endpoint.perUser(world);
  const user = count(`user ${token.subjectId}`, perUser, quarterMs);
  const app =
    endpoint.perApp === undefined ? undefined : count(`app ${token.appId}`, endpoint.perApp, quarterMs);
  const day =
    endpoint.perAppDay === undefined ? undefined : count(`day ${token.appId}`, endpoint.perAppDay, dayMs);
  const shown = app && app.remaining < user.remaining ? app : user;
  return {
    headers: { ...limitHeaders('x-rate-limit', shown), ...(day && limitHeaders('x-app-limit-24hour', day)) },
    full: [user, app, day].find((one) => one?.isOver),
  };
}

function limitHeaders(prefix: string, { limit, remaining, resetsAt }: Shown): Record<string, string> {
  return {
    [`${prefix}-limit`]: String(limit),
    [`${prefix}-remaining`]: String(remaining),
    [`${prefix}-reset`]: String(Math.ceil(resetsAt / 1000)),
  };
}

function throttledReply({ rules }: World, shown: Shown): Reply {
  const headers = limitHeaders('x-rate-limit', shown);
  if (rules.x.throttleBody === 'errors')
    return { status: 429, headers, body: { errors: [{ code: 88, message: 'Rate limit exceeded' }] } };
  return problemReply({
    status: 429,
    type: 'rate-limit-exceeded',
    title: 'Too Many Requests',
    detail: 'Too Many Requests',
    headers,
  });
}
