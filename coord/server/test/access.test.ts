import {
  blockAttempt,
  endTurn,
  insertAttempt,
  insertTurn,
  judgeTurn,
  readEvents,
  readOpenRequests,
  revokePerson,
} from '@musterhq/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addToken } from '../src/add-token.ts';
import { makeLink } from '../src/make-link.ts';
import { routes } from '../src/routes.ts';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

let dashboard: Dashboard;
/** A whole order for each action, that the lead's token would carry out. */
const orders: Record<string, Record<string, unknown>> = {
  approve: { gate: 'pages', why: 'fine' },
  refuse: { gate: 'pages', why: 'not yet' },
  grant: { path: 'src/a.md', session: 2, for: '1h', why: 'it has to' },
  'refuse-grant': { request: 1, why: 'use your own' },
  take: { session: 2, why: 'by hand' },
  give: { session: 2, isDone: false, why: 'done by hand' },
  retry: { task: 'b1s3', why: 'once more' },
  revert: { block: 'b1', why: 'it broke' },
  stop: { why: 'enough' },
  assign: { session: 2, text: 'Write more', why: 'there is time' },
  'set-budget': { scope: 'run', limit: '2M', why: 'enough' },
  pause: { session: 2, why: 'wait' },
  'resume-session': { session: 2, why: 'go on' },
  answer: { to: 'b1s3', text: 'use the old beds' },
  comment: { commit: 'a'.repeat(40), path: 'src/a.md', lines: '1-2', text: 'shorter' },
  'settle-comment': { comment: 1, text: 'seen' },
  reorder: { entry: 'b1s2', why: 'first' },
};
const acting = routes.filter(({ permission }) => permission === 'act');
const nameOf = (url: string) => url.split('/').at(-1)!;

beforeAll(async () => {
  dashboard = await makeDashboard();
});
afterAll(() => dashboard.remove());

/** Whatever was asked, no table has more or fewer rows than before. */
async function changesNothing(ask: () => Promise<Response>): Promise<Response> {
  const before = await dashboard.countRows();
  const response = await ask();
  expect(await dashboard.countRows()).toEqual(before);
  return response;
}

test('[S4] there is an order to try for every action', () => {
  expect(acting.map(({ url }) => nameOf(url)).toSorted()).toEqual(Object.keys(orders).toSorted());
});

describe.each(acting.map(({ url }) => [nameOf(url), url] as const))('the action %s', (name, url) => {
  const order = orders[name]!;

  test('[S4] is refused for a viewer, for nobody, and with a token that is wrong', async () => {
    const codes = await changesNothingIn([
      () => dashboard.post(url, order, 'viewer'),
      () => dashboard.post(url, order, null, { origin: dashboard.server.url }),
      () => dashboard.post(url, order, null, { authorization: 'Bearer muster_wrong' }),
      () => dashboard.post(url, order, null),
    ]);
    expect(codes).toEqual([403, 401, 401, 403]);
  });

  test('[S3] is refused from a page of another origin, under another host, and when it is no JSON', async () => {
    const codes = await changesNothingIn([
      () => dashboard.post(url, order, 'lead', { origin: 'http://elsewhere.invalid' }),
      () => dashboard.post(url, order, 'lead', { origin: 'null' }),
      () => withHost(url, order, 'elsewhere.invalid'),
      () => dashboard.post(url, JSON.stringify(order), 'lead', { 'content-type': 'text/plain' }),
      () => dashboard.post(url, 'why=fine', 'lead', { 'content-type': 'application/x-www-form-urlencoded' }),
    ]);
    expect(codes).toEqual([403, 403, 403, 415, 415]);
  });

  test('[S5] is refused with a body that is not as it should be, with words that name what is wrong', async () => {
    const [first = 'why'] = Object.keys(order);
    const codes = await changesNothingIn([
      () => dashboard.post(url, '{'),
      () => dashboard.post(url, []),
      () => dashboard.post(url, null),
      () => dashboard.post(url, {}),
      () => dashboard.post(url, { ...order, [first]: { not: 'this' } }),
      () => dashboard.post(url, { ...order, colour: 'red' }),
    ]);
    expect(codes).toEqual([400, 400, 400, 400, 400, 400]);
    const refused = await dashboard.post(url, { ...order, colour: 'red' });
    expect(await refused.json()).toMatchObject({
      error: { code: 'malformed', message: expect.stringContaining('colour') },
    });
  });
});

async function changesNothingIn(asks: (() => Promise<Response>)[]): Promise<number[]> {
  const codes: number[] = [];
  const before = await dashboard.countRows();
  for (const ask of asks) codes.push((await ask()).status);
  expect(await dashboard.countRows()).toEqual(before);
  return codes;
}

/** As a page does whose name was made to resolve to loopback; fetch would not let us. */
async function withHost(path: string, body: unknown, host: string): Promise<Response> {
  const { request } = await import('node:http');
  const { port } = dashboard.server;
  const headers = {
    host,
    'content-type': 'application/json',
    authorization: `Bearer ${dashboard.tokens.lead}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(new Response(null, { status: answer.statusCode! }));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}

describe('an action of the lead', () => {
  const done = async (name: string, order = orders[name]) => {
    const response = await dashboard.post(`/api/actions/${name}`, order);
    const answer = (await response.json()) as { event?: number; request?: number; message: string };
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer;
  };
  const requestOf = async (id: number | undefined) =>
    (await readOpenRequests(dashboard.around.store.database, 'r1')).find((request) => request.id === id);
  const eventOf = async (id: number | undefined) =>
    (await readEvents(dashboard.around.store.database, 'r1')).find((event) => event.id === id);

  test('[S6] is an event or a request that names who and why', async () => {
    const { store } = dashboard.around;
    const key = { task: 'p1.d1-2.s2', attempt: 1, session: 2 };
    const turn = { id: 'r1.p1.d1-2.s2.a1.t1', number: 1 };
    await insertAttempt(store, dashboard.fence, key, { label: 'b1s2' });
    await insertTurn(store, dashboard.fence, key, { ...turn, driver: 'runbook' });
    await endTurn(store, dashboard.fence, key, turn, { kind: 'finished' });
    await judgeTurn(store, dashboard.fence, key, turn, { kind: 'rework', cause: 'gates', feedback: 'red' });
    await blockAttempt(store, dashboard.fence, key, 'nobody knows how', { turns: 1 });
    const by = 'a lead';
    const granted = await eventOf((await done('grant')).event);
    expect(granted).toMatchObject({ kind: 'grant_given', session: 2, data: { by, reason: 'it has to' } });
    const budget = await eventOf((await done('set-budget')).event);
    expect(budget).toMatchObject({ kind: 'budget_set', data: { by, why: 'enough', tokens: 2_000_000 } });
    for (const name of ['take', 'give', 'revert', 'pause']) {
      const { why } = orders[name]!;
      expect(await requestOf((await done(name)).request)).toMatchObject({ kind: name, data: { by, why } });
    }
    const retry = await done('retry', { task: 'b1s2', why: 'once more' });
    expect(await requestOf(retry.request)).toMatchObject({ data: { by, task: 'p1.d1-2.s2' } });
  });

  test.each([
    ['revert', { block: 'b1', why: '   ' }, 400],
    ['approve', { gate: 'nothing', why: 'fine' }, 409],
    ['retry', { task: 'b2s3', why: 'fine' }, 409],
    ['take', { session: 9, why: 'fine' }, 409],
    ['grant', { path: '../outside', session: 2, why: 'fine' }, 409],
    ['grant', { path: 'a.md', session: 2, for: 'ever', why: 'fine' }, 409],
    ['refuse-grant', { request: 999, why: 'fine' }, 409],
    ['set-budget', { scope: 'nobody', limit: '1', why: 'fine' }, 409],
  ])('[S6] %s of what cannot be done is refused and changes nothing: %j', async (name, order, status) => {
    const refused = await changesNothing(() => dashboard.post(`/api/actions/${name}`, order));
    expect(refused.status).toBe(status);
  });
});

describe('a browser', () => {
  const login = (secret: string, headers: Record<string, string> = { origin: dashboard.server.url }) =>
    dashboard.post('/api/login', { secret }, null, headers);
  const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const linkOf = async (name: string) => {
    const { store } = dashboard.around;
    const made = await makeLink(store, { url: dashboard.server.url, name, now: Date.now() });
    if (made.kind === 'refused') throw new Error(made.reason);
    return made.link.split('#login=')[1]!;
  };

  test('[S2] comes in once by a link, and is then known by a cookie that no script reads', async () => {
    const secret = await linkOf('Mia');
    const response = await login(secret);
    expect(await response.json()).toMatchObject({ name: 'Mia', role: 'lead' });
    const set = response.headers.get('set-cookie');
    expect(set).toMatch(/^muster_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const cookie = cookieOf(response);
    const me = await dashboard.ask('/api/me', null, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ name: 'Mia' });
    expect((await login(secret)).status).toBe(401);
    const byCookie = { cookie, origin: dashboard.server.url };
    const acted = await dashboard.post('/api/actions/grant', orders.grant, null, byCookie);
    expect(acted.status).toBe(200);
    const withoutOrigin = await dashboard.post('/api/actions/grant', orders.grant, null, { cookie });
    expect(withoutOrigin.status).toBe(403);
    expect((await dashboard.post('/api/logout', {}, null, byCookie)).status).toBe(200);
    expect((await dashboard.ask('/api/me', null, { headers: { cookie } })).status).toBe(401);
  });

  test('[S2] does not come in by a link of a page of another origin, nor by a secret that is wrong', async () => {
    const secret = await linkOf('Mia');
    expect((await login(secret, { origin: 'http://elsewhere.invalid' })).status).toBe(403);
    expect((await login(secret, {})).status).toBe(403);
    expect((await login('wrong')).status).toBe(401);
    expect((await login(secret)).status).toBe(200);
  });

  test('[S2] of somebody who is revoked is out at once, as is the token and a link that was not used yet', async () => {
    const { store } = dashboard.around;
    const given = await addToken(store, { name: 'Kim', role: 'viewer', by: 'Mia', now: Date.now() });
    if (given.kind === 'refused') throw new Error(given.reason);
    const cookie = cookieOf(await login(given.token));
    expect((await dashboard.ask('/api/me', null, { headers: { cookie } })).status).toBe(200);
    const secret = await linkOf('Kim');
    expect(await revokePerson(store, { name: 'Kim', by: 'Mia', at: new Date() })).toBe(true);
    expect((await dashboard.ask('/api/me', null, { headers: { cookie } })).status).toBe(401);
    const authorization = `Bearer ${given.token}`;
    expect((await dashboard.ask('/api/me', null, { headers: { authorization } })).status).toBe(401);
    expect((await login(secret)).status).toBe(401);
    const { store: same } = dashboard.around;
    const again = await makeLink(same, { url: dashboard.server.url, name: 'Kim', now: Date.now() });
    expect(again).toMatchObject({ kind: 'refused' });
  });

  test('[S2] that tries many secrets is told to wait', async () => {
    const codes: number[] = [];
    for (let time = 0; time < 25; time += 1) codes.push((await login('wrong')).status);
    expect(codes).toContain(429);
  });
});

test('nothing was met that nobody had foreseen', () => {
  expect(dashboard.errors).toEqual([]);
});
