import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeNotifier, type Surroundings, tryReceivers } from '@musterhq/engine';
import { announce, readDeliveries, takeDeliveries } from '@musterhq/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

type Got = { path: string; body: Record<string, unknown>; headers: Record<string, unknown> };

let dashboard: Dashboard;
let receiver: { url: string; close(): void };
let got: Got[] = [];
/** What the receiver answers next; 200 when nothing is left. */
let answers: number[] = [];
let wake: () => void = () => undefined;
const secret = 'a key that nobody prints';

beforeAll(async () => {
  dashboard = await makeDashboard();
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    request.on('end', () => {
      response.writeHead(answers.shift() ?? 200).end();
      got.push({ path: request.url!, body: JSON.parse(text), headers: request.headers });
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
});
afterAll(async () => {
  receiver.close();
  await dashboard.remove();
});
beforeEach(() => {
  got = [];
  answers = [];
});

const errors: unknown[] = [];
function surroundings(parts: Partial<Surroundings> = {}): Surroundings {
  const { around } = dashboard;
  const on: ('decision' | 'run')[] = ['decision', 'run'];
  const notify = [
    { name: 'team', url: `${receiver.url}/team`, format: 'json' as const, secretFrom: 'HOOK_KEY', on },
    { name: 'chat', urlFrom: 'CHAT_URL', format: 'slack' as const, on: ['decision' as const] },
  ];
  const variables = { ...around.variables, HOOK_KEY: secret, CHAT_URL: `${receiver.url}/chat` };
  return { ...around, variables, configuration: { ...around.configuration, notify }, ...parts };
}

async function receives(wanted: () => boolean): Promise<void> {
  while (!wanted()) await new Promise<void>((resolve) => (wake = resolve));
}

let asked = 0;
async function ask(): Promise<string> {
  asked += 1;
  const text = `which one, ${asked}?`;
  const data = { from: 'Session 2', kind: 'question', text, to: 1 };
  await announce(dashboard.around.store, 'r1', { key: `q:${asked}`, kind: 'report_made', session: 2, data });
  return text;
}
const about = (text: string) => got.filter(({ body }) => JSON.stringify(body).includes(text));

test('[S15] a question is told once to each receiver, in its form, and not again by one that starts later', async () => {
  const around = surroundings();
  const notifier = makeNotifier(around, (error) => errors.push(error));
  const text = await ask();
  await receives(() => about(text).length === 2);
  await notifier.close();
  const again = makeNotifier(around, (error) => errors.push(error));
  const next = await ask();
  await receives(() => about(next).length === 2);
  await again.close();
  expect(
    about(text)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(['/chat', '/team']);
  const [plain] = about(text).filter(({ path }) => path === '/team');
  expect(plain?.body).toMatchObject({ kind: 'decision', title: 'Session 2 asks', text, episode: 1 });
  expect(plain?.headers['muster-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
  const [chat] = about(text).filter(({ path }) => path === '/chat');
  expect(chat?.body).toEqual({ text: expect.stringContaining(`*Session 2 asks*\n${text}`) });
  const { now, deliveries } = (await (await dashboard.ask('/api/notices')).json()) as {
    now: { text: string }[];
    deliveries: { state: string }[];
  };
  expect(now.map((one) => one.text)).toEqual(expect.arrayContaining([text, next]));
  expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['sent']));
});

test('[S15] two that look at the same time tell it once', async () => {
  const both = [1, 2].map(() => makeNotifier(surroundings(), (error) => errors.push(error)));
  const text = await ask();
  await receives(() => about(text).length >= 2);
  await Promise.all(both.map((one) => one.close()));
  expect(about(text)).toHaveLength(2);
});

test('[S15] what was taken by one that was killed is sent by the next, and what failed is tried again later', async () => {
  const { store } = dashboard.around;
  let now = Date.now();
  const around = surroundings({ now: () => now });
  answers = [503, 400];
  const notifier = makeNotifier(around, (error) => errors.push(error));
  const text = await ask();
  await receives(() => about(text).length === 2);
  await notifier.close();
  const states = async () =>
    (await readDeliveries(store.database, { limit: 2 })).map(({ state, tries, error }) => [
      state,
      tries,
      error,
    ]);
  // Both were tried once: the one that was busy waits, the one that does not want it is let be.
  expect((await states()).toSorted()).toEqual([
    ['given_up', 1, 'it answered 400'],
    ['waiting', 1, 'it answered 503'],
  ]);
  now += 6_000;
  const until = new Date(now + 30_000);
  expect(await takeDeliveries(store, { now: new Date(now), until, limit: 9 })).toHaveLength(1);
  // Whoever took it is killed here.
  const early = makeNotifier(around, (error) => errors.push(error));
  await early.close();
  expect(about(text)).toHaveLength(2);
  now += 31_000;
  const late = makeNotifier(around, (error) => errors.push(error));
  await receives(() => about(text).length === 3);
  await late.close();
  expect((await states()).toSorted()).toEqual([
    ['given_up', 1, 'it answered 400'],
    ['sent', 3, null],
  ]);
  const ids = new Set(about(text).map(({ headers }) => headers['muster-notice']));
  expect(ids.size).toBe(1);
});

test('[S15] receivers are tried with words that say so, and what is wrong with one is told without its address', async () => {
  const around = surroundings();
  answers = [200, 404];
  const tried = await tryReceivers(around);
  expect(got.map(({ body }) => JSON.stringify(body))).toEqual(
    expect.arrayContaining([expect.stringContaining('This is a test')]),
  );
  expect(tried.filter(({ problem }) => problem === undefined)).toHaveLength(1);
  expect(tried.filter(({ problem }) => problem === 'it answered 404')).toHaveLength(1);
  const unset = await tryReceivers({ ...around, variables: {} });
  expect(unset.map(({ problem }) => problem)).toEqual([
    'the variable HOOK_KEY is not set here',
    'the variable CHAT_URL is not set here',
  ]);
});

test('nothing went wrong beside', () => {
  expect(errors).toEqual([]);
  expect(dashboard.errors).toEqual([]);
});
