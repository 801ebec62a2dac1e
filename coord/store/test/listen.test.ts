import { makePool } from '@musterhq/postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  announce,
  type Fence,
  insertAssignment,
  insertRequest,
  insertTurn,
  insertTurnEvents,
  listen,
  makeStore,
  type Store,
} from '../src/index.ts';
import type { Channel } from '../src/listen.ts';
import { beginTestRun, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';
import { withResolvers } from './with-resolvers.ts';

let database: TestStore;
let fence: Fence;
let close: () => Promise<void>;
/** Another process's store: a pool of its own. */
let other: Store;
beforeAll(async () => {
  database = await makeTestStore();
  const pool = makePool(database.url, { applicationName: 'store-test-other', max: 1 });
  other = makeStore(pool);
  close = () => pool.end();
});
afterAll(async () => {
  await close();
  await database.remove();
});
beforeEach(async () => {
  await emptyStore(database);
  fence = await beginTestRun(database.store);
  const key = { task: 't', attempt: 1, session: 2 };
  await insertTurn(database.store, fence, key, { id: 'turn', number: 1, driver: 'acp' });
});

type Write = (store: Store) => Promise<unknown>;
const writes: [name: string, channel: Channel, write: Write][] = [
  ['an event', 'events', (store) => announce(store, 'r1', { key: 'k', kind: 'report_made' })],
  ['a request', 'requests', (store) => insertRequest(store, { run: 'r1', kind: 'stop', data: {} })],
  [
    'an assignment',
    'requests',
    (store) =>
      insertAssignment(store, {
        id: 'a',
        session: 2,
        text: 'Do',
        mode: null,
        asAgents: false,
        startsTask: null,
      }),
  ],
  [
    'what a turn told',
    'turn_events',
    (store) =>
      insertTurnEvents(store, fence, 'turn', {
        events: [{ seq: 1, at: new Date(), kind: 'message', data: { text: 'hello' } }],
        usage: [],
      }),
  ],
];

const nothing = () => undefined;
const within = <Value>(promise: Promise<Value>): Promise<Value | string> =>
  Promise.race([
    promise,
    new Promise<string>((resolve) => setTimeout(resolve, 5_000, 'nothing heard after 5 s')),
  ]);

/** Collects what is heard on all channels; `heard` resolves with all of it at the first on `channel`. */
async function listenTo(channel: Channel) {
  const { promise: heard, resolve } = withResolvers<Channel[]>();
  const all: Channel[] = [];
  const hear = (on: Channel) => () => {
    all.push(on);
    if (on === channel) resolve(all);
  };
  const channels = {
    events: hear('events'),
    requests: hear('requests'),
    turn_events: hear('turn_events'),
  };
  const ears = await listen(database.store, channels, nothing);
  return { heard, close: ears.close };
}

test.each(writes)(
  '%s of another connection is heard on the channel of %s alone',
  async (_name, channel, write) => {
    const ears = await listenTo(channel);
    await write(other);
    expect(await within(ears.heard)).toEqual([channel]);
    await ears.close();
  },
);

test('who listens to requests alone is not woken by events', async () => {
  let times = 0;
  const { promise, resolve } = withResolvers<string>();
  const requests = () => {
    times += 1;
    resolve('a request');
  };
  const ears = await listen(database.store, { requests }, nothing);
  await announce(other, 'r1', { key: 'k', kind: 'report_made' });
  await insertRequest(other, { run: 'r1', kind: 'stop', data: {} });
  expect(await within(promise)).toBe('a request');
  expect(times).toBe(1);
  await ears.close();
});

test('a write that is rolled back is not heard', async () => {
  const ears = await listenTo('events');
  const client = await other.pool.connect();
  await client.query('begin');
  await client.query(`insert into muster.requests (run, kind, data) values ('r1', 'stop', '{}')`);
  await client.query('rollback');
  client.release();
  // Notifications come in order: when this one is there, an earlier one would have been.
  await announce(other, 'r1', { key: 'k', kind: 'report_made' });
  expect(await within(ears.heard)).toEqual(['events']);
  await ears.close();
});

const listeners = `from pg_stat_activity where datname = current_database() and query like 'listen %'`;

test('after closing nobody listens any more, and the pool has its place back', async () => {
  const ears = await listenTo('events');
  expect((await database.pool.query(`select pid ${listeners}`)).rowCount).toBe(1);
  await ears.close();
  // The server notices the closed connection in its own time.
  await expect
    .poll(async () => (await database.pool.query(`select pid ${listeners}`)).rowCount, { timeout: 5_000 })
    .toBe(0);
  expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
});

test('a connection that is cut is told, not thrown', async () => {
  const { promise, resolve } = withResolvers<Error>();
  const ears = await listen(database.store, { events: nothing }, resolve);
  await database.pool.query(`select pg_terminate_backend(pid) ${listeners}`);
  const error = await within(promise);
  await ears.close();
  expect(error).toMatchObject({ message: expect.stringMatching(/terminat/) });
});
