import { readdir, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeSandbox, type SandboxAddresses, serveSandbox } from '../src/index.ts';
import {
  codesOf,
  dayMs,
  hourMs,
  makeStage,
  picture,
  readAnswer,
  type Stage,
  startAt,
} from './fixtures/make-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await makeStage();
});
afterEach(() => stage.sandbox.faults.clear());
afterAll(() => stage.close());

const textsOf = async (accountId: string) =>
  (await stage.sandbox.inspect.posts({ accountId })).map(({ text }) => text);

test('[S1] every answer says that it is of a sandbox, errors and pages included', async () => {
  const account = stage.fresh('instagram');
  const answers = [
    await stage.x(stage.fresh('x'), 'GET', '/2/users/me'),
    await stage.graph(account, 'GET', '/me'),
    await stage.graph(account, 'GET', '/nowhere/at/all'),
    await stage.graph(account, 'GET', '/me', { access_token: 'wrong' }),
    await readAnswer(await fetch(`${stage.sandbox.hosts['x.com']}/i/oauth2/authorize`)),
  ];
  for (const { headers } of answers) expect(headers.get('x-sandbox')).toMatch(/^SANDBOX/);
  expect(answers[3]!.body.error.fbtrace_id).toMatch(/^SANDBOX/);
  expect(answers[4]!.body).toContain('SANDBOX');
});

test('[S2] the clock stands still, moves when it is advanced, and runs at a rate', async () => {
  const before = stage.sandbox.now().getTime();
  stage.sandbox.advance(hourMs);
  expect(stage.sandbox.now().getTime()).toBe(before + hourMs);
  stage.sandbox.clock.setRate(1_000_000);
  await new Promise((done) => setTimeout(done, 5));
  stage.sandbox.clock.setRate(0);
  const after = stage.sandbox.now().getTime();
  expect(after).toBeGreaterThan(before + hourMs);
  expect(stage.sandbox.now().getTime()).toBe(after);
  expect(() => stage.sandbox.advance(-1)).toThrow('expected a number of milliseconds');
});

test('[S2] whoever lives by the clock is told of every jump and every other rate', async () => {
  const told: { now: Date; rate: number }[] = [];
  const sandbox = await makeSandbox({ seed: 1, startAt, onClock: (clock) => told.push(clock) });
  try {
    sandbox.advance(hourMs);
    sandbox.clock.setRate(60);
    expect(told[0]).toEqual({ now: new Date(startAt.getTime() + hourMs), rate: 0 });
    expect(told.map(({ rate }) => rate)).toEqual([0, 60]);
  } finally {
    await sandbox.close();
  }
});

test('[S3] the same seed gives the same accounts, tokens and ids; another seed gives others', async () => {
  const seen = async (seed: number) => {
    const sandbox = await makeSandbox({ seed, startAt, accounts: { instagram: 3, facebook: 1, x: 2 } });
    const made = await readAnswer(
      await fetch(`${sandbox.hosts['api.x.com']}/2/tweets`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sandbox.accounts.list('x')[0]!.accessToken}`,
          'content-type': 'application/json',
        },
        body: '{"text":"same"}',
      }),
    );
    await sandbox.close();
    return JSON.stringify([sandbox.accounts.list(), made.body]);
  };
  const [first, second, other] = [await seen(11), await seen(11), await seen(12)];
  expect(second).toBe(first);
  expect(other).not.toBe(first);
});

test('[S3] accounts are older than the sandbox: one that is started at another hour has the same', async () => {
  const idsAt = async (hours: number) => {
    const later = new Date(startAt.getTime() + hours * hourMs);
    const sandbox = await makeSandbox({ seed: 11, startAt: later });
    await sandbox.close();
    return sandbox.accounts.list().map(({ id }) => id);
  };
  expect(await idsAt(30)).toEqual(await idsAt(0));
});

test('[S4] a connection that closes before the commit leaves nothing behind', async () => {
  const account = stage.fresh('x');
  stage.sandbox.faults.script({ kind: 'before_commit', endpoint: 'x.create_post', accountId: account.id });
  await expect(stage.x(account, 'POST', '/2/tweets', { text: 'lost before' })).rejects.toThrow();
  expect(await textsOf(account.id)).toEqual([]);
});

test('[S5] a connection that closes after the commit leaves the post behind, on each platform', async () => {
  const [x, page, instagram] = [stage.fresh('x'), stage.fresh('facebook'), stage.fresh('instagram')];
  stage.sandbox.faults.script(
    { kind: 'after_commit_no_answer', endpoint: 'x.create_post' },
    { kind: 'after_commit_no_answer', endpoint: 'fb.create_post' },
    { kind: 'after_commit_no_answer', endpoint: 'ig.publish' },
  );
  await expect(stage.x(x, 'POST', '/2/tweets', { text: 'lost after' })).rejects.toThrow();
  await expect(stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'lost after' })).rejects.toThrow();
  const image_url = stage.serve(await picture());
  const made = await stage.graph(instagram, 'POST', `/${instagram.id}/media`, {
    image_url,
    caption: 'lost after',
  });
  stage.sandbox.advance(2000);
  await expect(
    stage.graph(instagram, 'POST', `/${instagram.id}/media_publish`, { creation_id: made.body.id }),
  ).rejects.toThrow();
  for (const { id } of [x, page, instagram]) expect(await textsOf(id)).toEqual(['lost after']);
});

test('[S6] a server error comes in the words of the platform, before or after the commit', async () => {
  const account = stage.fresh('x');
  const page = stage.fresh('facebook');
  stage.sandbox.faults.script(
    { kind: 'error_before_commit', endpoint: 'x.create_post', status: 500 },
    { kind: 'error_after_commit', endpoint: 'x.create_post', status: 503 },
    { kind: 'error_before_commit', endpoint: 'fb.create_post', status: 500 },
  );
  expect(await stage.x(account, 'POST', '/2/tweets', { text: 'one' })).toMatchObject({
    status: 500,
    body: { title: 'Internal Server Error', status: 500 },
  });
  expect(await textsOf(account.id)).toEqual([]);
  stage.sandbox.faults.clear();
  stage.sandbox.faults.script({ kind: 'error_after_commit', endpoint: 'x.create_post', status: 503 });
  expect((await stage.x(account, 'POST', '/2/tweets', { text: 'two' })).status).toBe(503);
  expect(await textsOf(account.id)).toEqual(['two']);
  stage.sandbox.faults.script({ kind: 'error_before_commit', endpoint: 'fb.create_post', status: 500 });
  const broken = await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'one' });
  expect(broken).toMatchObject({ status: 500, body: { error: { code: 1, is_transient: true } } });
});

test('[S7] a truncated answer arrives by half after the commit', async () => {
  const account = stage.fresh('x');
  stage.sandbox.faults.script({ kind: 'truncated', endpoint: 'x.create_post' });
  await expect(stage.x(account, 'POST', '/2/tweets', { text: 'half an answer' })).rejects.toThrow();
  expect(await textsOf(account.id)).toEqual(['half an answer']);
});

test('[S8] an answer can be late, and so can the commit: in real time, or when the virtual clock has moved on', async () => {
  const account = stage.fresh('x');
  stage.sandbox.faults.script({ kind: 'slow', endpoint: 'x.create_post', delayMs: 30 });
  expect((await stage.x(account, 'POST', '/2/tweets', { text: 'slow' })).status).toBe(201);
  stage.sandbox.faults.clear();
  stage.sandbox.faults.script({ kind: 'slow_commit', endpoint: 'x.create_post', delayMs: 30 });
  const late = stage.x(account, 'POST', '/2/tweets', { text: 'slow commit' });
  expect((await late).status).toBe(201);
  stage.sandbox.faults.script({ kind: 'slow_commit', endpoint: 'x.create_post', delayMs: 300 });
  const patience = new AbortController();
  const impatient = fetch(`${stage.sandbox.hosts['api.x.com']}/2/tweets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'nobody waits' }),
    signal: patience.signal,
  }).catch(() => undefined);
  const arrived = () => stage.sandbox.inspect.requests({ accountId: account.id }).at(-1)?.fields.text;
  await expect.poll(arrived, { timeout: 30_000 }).toBe('nobody waits');
  patience.abort();
  await impatient;
  await expect.poll(() => textsOf(account.id), { timeout: 30_000 }).toContain('nobody waits');
  stage.sandbox.faults.clear();
  stage.sandbox.faults.script({ kind: 'late_commit', endpoint: 'x.create_post', afterMs: 5000 });
  await expect(stage.x(account, 'POST', '/2/tweets', { text: 'late' })).rejects.toThrow();
  expect(await textsOf(account.id)).toEqual(['slow', 'slow commit', 'nobody waits']);
  stage.sandbox.advance(5000);
  expect(await textsOf(account.id)).toEqual(['slow', 'slow commit', 'nobody waits', 'late']);
});

test('[S9] a call can be delivered twice, and the platform has no key to know that by', async () => {
  const page = stage.fresh('facebook');
  stage.sandbox.rules.facebook.refusesDuplicates = false;
  stage.sandbox.faults.script({ kind: 'delivered_twice', endpoint: 'fb.create_post' });
  const { status } = await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'twice' });
  stage.sandbox.rules.facebook.refusesDuplicates = true;
  expect(status).toBe(200);
  expect(await textsOf(page.id)).toEqual(['twice', 'twice']);
});

test('[S10] a token can die while the call is under way', async () => {
  const [x, page] = [stage.fresh('x'), stage.fresh('facebook')];
  stage.sandbox.faults.script({ kind: 'token_revoked', endpoint: 'x.create_post' });
  stage.sandbox.faults.script({ kind: 'token_revoked', endpoint: 'fb.create_post' });
  expect((await stage.x(x, 'POST', '/2/tweets', { text: 'no' })).status).toBe(401);
  expect(codesOf(await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'no' }))).toBe('190/467');
  expect((await stage.x(x, 'GET', '/2/users/me')).status).toBe(401);
});

test('[S11] a call can be throttled, or answered with any words, with or without taking effect', async () => {
  const account = stage.fresh('x');
  const instagram = stage.fresh('instagram');
  stage.sandbox.faults.script(
    { kind: 'throttled', endpoint: 'x.create_post' },
    { kind: 'throttled', endpoint: 'ig.read' },
    {
      kind: 'answered_with',
      endpoint: 'ig.create_container',
      status: 400,
      body: { error: { code: 4, error_subcode: 2207051 } },
    },
    { kind: 'answered_with', endpoint: 'x.media_metadata', status: 200, body: { odd: true }, commits: true },
  );
  const throttled = await stage.x(account, 'POST', '/2/tweets', { text: 'no' });
  expect(throttled).toMatchObject({ status: 429, body: { errors: [{ code: 88 }] } });
  expect(Number(throttled.headers.get('x-rate-limit-reset'))).toBeGreaterThan(
    stage.sandbox.now().getTime() / 1000,
  );
  expect(codesOf(await stage.graph(instagram, 'GET', '/me'))).toBe('80002/');
  expect(codesOf(await stage.graph(instagram, 'POST', `/${instagram.id}/media`))).toBe('4/2207051');
  expect((await stage.x(account, 'POST', '/2/media/metadata', {})).body).toEqual({ odd: true });
});

test('[S12] a fault befalls the nth matching call of an account, endpoint or group of endpoints, as often as told', async () => {
  const [one, other] = [stage.fresh('x'), stage.fresh('x')];
  stage.sandbox.faults.script({ kind: 'throttled', endpoint: 'x.', accountId: one.id, nth: 2, times: 2 });
  const statuses = [];
  for (const account of [one, other, one, one, one])
    statuses.push((await stage.x(account, 'GET', '/2/users/me')).status);
  expect(statuses).toEqual([200, 200, 429, 429, 200]);
  expect(stage.sandbox.faults.pending()).toEqual([]);
  expect(() => stage.sandbox.faults.script({ kind: 'slow', delayMs: -1 })).toThrow();
});

test('[S13] another process drives and inspects it over HTTP', async () => {
  const until = new AbortController();
  let served = Promise.resolve();
  const { inspectionUrl } = await new Promise<SandboxAddresses>((announce) => {
    served = serveSandbox({ seed: 3, startAt, until: until.signal, announce });
  });
  const call = async (method: string, path: string, body?: unknown) =>
    readAnswer(
      await fetch(inspectionUrl + path, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      }),
    );
  expect((await call('GET', '/')).body).toMatchObject({ sandbox: 'SANDBOX', clock: { rate: 0 } });
  expect((await call('POST', '/clock', { advanceMs: hourMs })).body.now).toBe('2026-12-01T10:00:00.000Z');
  const { accounts } = (await call('POST', '/accounts', { platform: 'x', count: 200 })).body;
  expect(accounts).toHaveLength(200);
  const isKnown = async (token: string) => (await call('POST', '/tokens/known', { token })).body.isKnown;
  expect([await isKnown(accounts[0].accessToken), await isKnown('of another sandbox')]).toEqual([
    true,
    false,
  ]);
  expect((await call('POST', '/faults', [{ kind: 'slow', delayMs: 5 }])).body.pending).toHaveLength(1);
  expect((await call('DELETE', '/faults')).body).toEqual({ pending: [] });
  expect((await call('POST', '/rules', { instagram: { publishQuota: 100 } })).body).toMatchObject({
    instagram: { publishQuota: 100, containersPerDay: 400 },
  });
  expect((await call('POST', '/credits', { microDollars: 5 })).body.leftMicroDollars).toBe(5);
  expect((await call('GET', '/inspect/posts?visible=true')).body).toEqual({ posts: [] });
  expect((await call('GET', '/inspect/requests')).body).toEqual({ requests: [] });
  expect((await call('POST', '/clock', { advance: 1 })).status).toBe(400);
  expect((await call('POST', '/accounts/none', { restricted: true })).body.error.message).toContain('none');
  expect((await call('GET', '/media/00')).status).toBe(400);
  until.abort();
  await served;
  await expect(fetch(inspectionUrl)).rejects.toThrow();
});

test('[S14] every request is recorded with what happened to it, and without its secrets', async () => {
  const page = stage.fresh('facebook');
  stage.sandbox.faults.script({ kind: 'after_commit_no_answer', endpoint: 'fb.create_post', nth: 2 });
  await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'seen' });
  await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'seen too' }).catch(() => undefined);
  const seen = stage.sandbox.inspect.requests({ accountId: page.id });
  expect(seen).toMatchObject([
    {
      method: 'POST',
      path: `/${page.id}/feed`,
      version: 'v26.0',
      fields: { message: 'seen' },
      status: 200,
      fault: undefined,
    },
    { fields: { message: 'seen too' }, status: undefined, fault: 'after_commit_no_answer' },
  ]);
  expect(JSON.stringify(seen)).not.toContain(page.accessToken);
});

test('[S15] it shares nothing with the clients that it judges: sources import no other package of the hub but the rules', async () => {
  const folder = new URL('../src/', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const imported = new Set<string>();
  for (const file of files)
    for (const match of (await readFile(new URL(file, folder), 'utf8')).matchAll(/from '(@[^']+)'/g))
      imported.add(match[1]!);
  expect([...imported].filter((name) => name.startsWith('@musterhub'))).toEqual(['@musterhub/rules']);
});

test('[S16] fields that the platform does not document are refused, a key of idempotency among them', async () => {
  const [x, page, instagram] = [stage.fresh('x'), stage.fresh('facebook'), stage.fresh('instagram')];
  const key = { idempotency_key: 'abc' };
  expect(await stage.x(x, 'POST', '/2/tweets', { text: 'hello', ...key })).toMatchObject({
    status: 400,
    body: { type: 'https://api.x.com/2/problems/invalid-request', parameter: 'idempotency_key' },
  });
  const answers = [
    await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'hello', ...key }),
    await stage.graph(page, 'POST', `/${page.id}/photos`, { url: 'http://127.0.0.1/', ...key }),
    await stage.graph(instagram, 'POST', `/${instagram.id}/media`, {
      image_url: 'http://127.0.0.1/',
      ...key,
    }),
    await stage.graph(instagram, 'POST', `/${instagram.id}/media_publish`, { creation_id: '1', ...key }),
  ];
  for (const answer of answers) {
    expect(codesOf(answer)).toBe('100/');
    expect(answer.body.error.message).toContain('idempotency_key');
  }
});

test('[S17] the bytes of a post are read back under the address that the platform gives', async () => {
  const page = stage.fresh('facebook');
  const bytes = await picture({ tint: 33 });
  const { body } = await stage.graph(page, 'POST', `/${page.id}/photos`, {
    url: stage.serve(bytes),
    message: 'p',
  });
  const post = await stage.graph(page, 'GET', `/${body.post_id}`, {
    fields: 'full_picture,attachments{media}',
  });
  const shown = new Uint8Array(await (await fetch(post.body.full_picture)).arrayBuffer());
  expect(Buffer.from(shown).equals(Buffer.from(bytes))).toBe(true);
});

test('[S18] a dead version of Graph falls through to the oldest that lives, an unknown one is refused', async () => {
  const account = stage.fresh('instagram');
  const ask = async (version: string) =>
    readAnswer(
      await fetch(
        `${stage.sandbox.hosts['graph.instagram.com']}${version}/me?access_token=${account.accessToken}`,
      ),
    );
  expect((await ask('/v20.0')).headers.get('facebook-api-version')).toBe('v21.0');
  expect((await ask('/v25.0')).headers.get('facebook-api-version')).toBe('v25.0');
  expect((await ask('')).headers.get('facebook-api-version')).toBe('v21.0');
  expect((await ask('/v99.0')).status).toBe(400);
});

test('[S19] accounts are revoked and restricted by whoever drives the sandbox', async () => {
  const page = stage.fresh('facebook');
  stage.sandbox.accounts.restrict(page.id, true);
  expect(codesOf(await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'no' }))).toBe('368/');
  stage.sandbox.accounts.restrict(page.id, false);
  expect((await stage.graph(page, 'POST', `/${page.id}/feed`, { message: 'yes' })).status).toBe(200);
  stage.sandbox.accounts.revoke(page.id, 'password_changed');
  expect(codesOf(await stage.graph(page, 'GET', `/${page.id}/feed`))).toBe('190/460');
  expect(() => stage.sandbox.accounts.revoke('none')).toThrow('there is no account none');
  stage.sandbox.advance(dayMs);
});

test('[S20] a body that cannot be read is refused in the words of the platform', async () => {
  const send = async (host: 'api.x.com' | 'graph.facebook.com', path: string, body: string, type: string) =>
    readAnswer(
      await fetch(stage.sandbox.hosts[host] + path, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      }),
    );
  for (const body of ['{"text":', '["text"]', '"text"'])
    expect(await send('api.x.com', '/2/tweets', body, 'application/json')).toMatchObject({
      status: 400,
      body: { type: 'https://api.x.com/2/problems/invalid-request' },
    });
  expect(codesOf(await send('graph.facebook.com', '/v26.0/1/feed', '{', 'application/json'))).toBe('100/');
  const halfForm = await send('graph.facebook.com', '/v26.0/1/feed', '--x', 'multipart/form-data');
  expect([halfForm.status, halfForm.headers.get('x-sandbox')]).toEqual([
    400,
    expect.stringMatching(/^SANDBOX/),
  ]);
});
