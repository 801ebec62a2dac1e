import { request as requestHttp } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expectGolden } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApi } from '../src/open-api.ts';
import type { Permission, Route } from '../src/route.ts';
import { routes } from '../src/routes.ts';
import { cookieOf, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
beforeAll(async () => {
  it = await makeHub();
});
afterAll(async () => {
  await it.remove();
});

/** An address of a route, with something in the place of each parameter. */
const addressOf = ({ url }: Route) =>
  url
    .replace(':email', 'viewer@kiln.example')
    .replace(':sha256', 'a'.repeat(64))
    .replace(':platform', 'x')
    .replaceAll(/:\w+/g, '1');
const send = (route: Route, headers: Record<string, string>) =>
  fetch(`${it.server.url}${addressOf(route)}`, {
    method: route.method,
    redirect: 'manual',
    headers: { ...(route.method === 'POST' ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(route.method === 'POST' ? { body: '{}' } : {}),
  });
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('[A1] every route that the router has', () => {
  test('states its permission, and is in the table but for the page', () => {
    const listed = it.server.routes.map(({ method, url, permission }) => `${method} ${url} ${permission}`);
    const expected = routes.flatMap(({ method, url, permission }) => [
      `${method} ${url} ${permission}`,
      ...(method === 'GET' ? [`HEAD ${url} ${permission}`] : []),
    ]);
    expect(listed.toSorted()).toEqual([...expected, 'GET /* open', 'HEAD /* open'].toSorted());
  });

  test('is open only where nobody can be known yet, or where a signed link speaks', () => {
    const open = it.server.routes.filter(({ permission }) => permission === 'open').map(({ url }) => url);
    expect(new Set(open)).toEqual(
      new Set([
        '/api/login',
        '/api/password',
        '/api/openapi.json',
        '/connect/:ticket',
        '/oauth/:platform/callback',
        '/media/:sha256',
        '/*',
      ]),
    );
  });
});

describe('whoever may not is refused at every route, and nothing is stored', () => {
  const guarded = routes.filter(({ permission }) => permission !== 'open');
  const refusedFor = (...may: Permission[]) => guarded.filter(({ permission }) => !may.includes(permission));

  /** Rows and files before and after; what is refused leaves nothing behind. */
  async function walk(
    refused: readonly Route[],
    headers: Record<string, string>,
    status: number,
    code: string,
  ) {
    const before = await it.countRows();
    for (const route of refused) {
      const response = await send(route, headers);
      expect([route.url, response.status], await response.clone().text()).toEqual([route.url, status]);
      expect(await codeOf(response), route.url).toBe(code);
    }
    expect(refused.length).toBeGreaterThan(0);
    expect(await it.countRows()).toEqual(before);
  }

  test('[A2] nobody', () => walk(guarded, { origin: it.server.url }, 401, 'unauthenticated'));
  test('[A2] a wrong key', () =>
    walk(guarded, { authorization: 'Bearer hub_wrong' }, 401, 'unauthenticated'));
  test('[A2] a wrong cookie', async () => {
    const name = it.cookies.viewer.split('=')[0];
    await walk(guarded, { origin: it.server.url, cookie: `${name}=wrong` }, 401, 'unauthenticated');
  });
  test('[A3] a viewer', () =>
    walk(refusedFor('read'), { origin: it.server.url, cookie: it.cookies.viewer }, 403, 'forbidden'));
  test('[A3] an editor', () =>
    walk(refusedFor('read', 'edit'), { origin: it.server.url, cookie: it.cookies.editor }, 403, 'forbidden'));
  test('[A3] an approver', () =>
    walk(
      refusedFor('read', 'approve'),
      { origin: it.server.url, cookie: it.cookies.approver },
      403,
      'forbidden',
    ));
  test('[A4] a key that may read', async () => {
    const secret = await it.key(['read']);
    await walk(refusedFor('read'), { authorization: `Bearer ${secret}` }, 403, 'forbidden');
  });
  test('[A4] a key that may do all that keys may', async () => {
    const secret = await it.key(['read', 'edit', 'approve']);
    await walk(
      refusedFor('read', 'edit', 'approve'),
      { authorization: `Bearer ${secret}` },
      403,
      'forbidden',
    );
  });
  test('[A5] a page of another origin, whoever it is', () =>
    walk([...routes], { origin: 'https://evil.example', cookie: it.cookies.owner }, 403, 'forbidden'));
  test('[A5] a change that neither comes from our page nor bears a key', () =>
    walk(
      routes.filter(({ method }) => method === 'POST'),
      { cookie: it.cookies.owner },
      403,
      'forbidden',
    ));
});

test('[A5] a name that is not the hub’s is refused, whoever asks', async () => {
  const { port } = it.server;
  const status = await new Promise<number | undefined>((done, fail) => {
    requestHttp({
      host: '127.0.0.1',
      port,
      path: '/api/me',
      headers: { host: 'rebinds.example', cookie: it.cookies.owner },
    })
      .on('response', (response) => {
        response.resume();
        done(response.statusCode);
      })
      .on('error', fail)
      .end();
  });
  expect(status).toBe(403);
});

describe('passwords', () => {
  const login = (body: unknown) => it.post('/api/login', body, null);

  test('[A6] a wrong password and an address that nobody has are refused in the same words', async () => {
    const wrong = await login({ email: 'owner@kiln.example', password: 'not this one at all' });
    const unknown = await login({ email: 'nobody@kiln.example', password: 'not this one at all' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
  });

  test('[A6] the cookie is out of reach of scripts and of other sites', async () => {
    const response = await login({ email: 'owner@kiln.example', password: 'a long enough password' });
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toContain('; HttpOnly; SameSite=Strict;');
    expect(cookie).not.toContain('Domain');
  });

  test('[A7] an invitation is good once; a reset ends the browsers that were in', async () => {
    const invited = await it.post('/api/users', { email: 'New@kiln.example', name: 'New', role: 'viewer' });
    const { link } = (await invited.json()) as { link: string };
    const secret = link.split('#password=')[1];
    expect((await it.post('/api/password', { secret, password: 'short' }, null)).status).toBe(400);
    const first = await it.post('/api/password', { secret, password: 'a long enough password' }, null);
    expect(first.status).toBe(200);
    expect(
      (await it.post('/api/password', { secret, password: 'a long enough password' }, null)).status,
    ).toBe(401);
    const cookie = cookieOf(first);
    const me = () => fetch(`${it.server.url}/api/me`, { headers: { cookie } });
    expect(await (await me()).json()).toMatchObject({
      actor: 'person:new@kiln.example',
      role: 'viewer',
      may: ['read'],
    });
    const reset = (await (await it.post('/api/users/new@kiln.example/reset', {})).json()) as { link: string };
    const again = reset.link.split('#password=')[1];
    await it.post('/api/password', { secret: again, password: 'another long password' }, null);
    expect((await me()).status).toBe(401);
  });

  test('[A7] whoever is shut out is out at once; the only owner stays', async () => {
    const login2 = () => login({ email: 'new@kiln.example', password: 'another long password' });
    const cookie = cookieOf(await login2());
    expect((await it.post('/api/users/new@kiln.example/access', { isShutOut: true })).status).toBe(200);
    expect((await fetch(`${it.server.url}/api/me`, { headers: { cookie } })).status).toBe(401);
    expect((await login2()).status).toBe(401);
    const self = await it.post('/api/users/owner@kiln.example/role', { role: 'viewer' });
    expect([self.status, await codeOf(self)]).toEqual([409, 'taken']);
  });
});

describe('changes', () => {
  test('[A8] an unknown field is an error that names it', async () => {
    const response = await it.post('/api/stop', { why: 'x', force: true });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('force');
  });

  test('[A9] the same request under one idempotency key does its work once; another one is refused', async () => {
    const headers = { 'idempotency-key': 'key-of-this-test' };
    const body = { name: 'once', scopes: ['read'] };
    const first = await (await it.post('/api/keys', body, 'owner', headers)).json();
    expect(await (await it.post('/api/keys', body, 'owner', headers)).json()).toEqual(first);
    const other = await it.post('/api/keys', { ...body, name: 'other' }, 'owner', headers);
    expect([other.status, await codeOf(other)]).toEqual([409, 'idempotency_conflict']);
    // As a process leaves it that is killed in the middle of the request.
    await it.store.pool.query(
      `update hub.idempotency set status = null, answer = null, at = now() - interval '1 hour' where key = $1`,
      [headers['idempotency-key']],
    );
    const cutOff = await it.post('/api/keys', body, 'owner', headers);
    expect(cutOff.status).toBe(409);
    expect(await cutOff.text()).toContain('cut off');
  });

  test('[A10] stand in the audit log with who made them, without secrets', async () => {
    await it.post('/api/stop', { why: 'to see it in the log' }, 'approver');
    await it.post('/api/resume', {}, 'approver');
    const { rows } = (await (await it.ask('/api/audit?limit=500', 'owner')).json()) as {
      rows: { actor: string; action: string; detail: unknown }[];
    };
    expect(rows[1]).toMatchObject({
      actor: 'person:approver@kiln.example',
      action: 'POST /api/stop',
      detail: { why: 'to see it in the log' },
    });
    expect(JSON.stringify(rows)).not.toContain('long enough password');
  });
});

test('[A11] the document of the interface is the committed one', async () => {
  const golden = fileURLToPath(new URL('./golden/openapi.json', import.meta.url));
  expectGolden(golden, `${JSON.stringify(openApi(routes, '0.0.0'), null, 2)}\n`);
  const served: unknown = await (await it.ask('/api/openapi.json', null)).json();
  expect(served).toEqual(JSON.parse(JSON.stringify(openApi(routes, '0.0.0'))));
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
