import { makePool } from '@musterhq/postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  announce,
  insertAssignment,
  insertGrant,
  insertRequest,
  listen,
  makeStore,
  type Store,
} from '../src/index.ts';
import { beginTestRun, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';
import { withResolvers } from './with-resolvers.ts';

let database: TestStore;
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
  await beginTestRun(database.store);
});

const now = new Date('2026-11-23T09:00:00Z');
const writes: [name: string, write: () => Promise<unknown>][] = [
  ['an event', () => announce(other, 'r1', { key: 'k', kind: 'report_made' })],
  ['a request', () => insertRequest(other, { run: 'r1', kind: 'stop', data: {} })],
  [
    'an assignment',
    () =>
      insertAssignment(other, {
        id: 'a',
        session: 2,
        text: 'Do',
        mode: null,
        asAgents: false,
        startsTask: null,
      }),
  ],
  [
    'a grant',
    () =>
      insertGrant(other, {
        id: 'g',
        path: 'src/a',
        session: 2,
        reason: 'one line',
        grantedBy: 'somebody',
        grantedAt: now,
        expiresAt: new Date(now.getTime() + 1),
      }),
  ],
];

const nothing = () => undefined;
const within = (promise: Promise<unknown>) =>
  Promise.race([
    promise.then(() => 'woken'),
    new Promise((resolve) => setTimeout(resolve, 5_000, 'not woken after 5 s')),
  ]);

test.each(writes)('%s of another connection wakes who listens', async (_name, write) => {
  const { promise, resolve } = withResolvers();
  const ears = await listen(database.store, resolve, nothing);
  await write();
  expect(await within(promise)).toBe('woken');
  await ears.close();
});

test('a write that is rolled back wakes nobody', async () => {
  let times = 0;
  const { promise, resolve } = withResolvers();
  const ears = await listen(
    database.store,
    () => {
      times += 1;
      resolve();
    },
    nothing,
  );
  await other.database
    .transaction(async () => {
      throw new Error('undone');
    })
    .catch(nothing);
  const client = await other.pool.connect();
  await client.query('begin');
  await client.query(`insert into muster.requests (run, kind, data) values ('r1', 'stop', '{}')`);
  await client.query('rollback');
  client.release();
  // Notifications come in order: when this one is there, an earlier one would have been.
  await announce(other, 'r1', { key: 'k', kind: 'report_made' });
  expect(await within(promise)).toBe('woken');
  expect(times).toBe(1);
  await ears.close();
});

test('after closing nobody is woken, and the pool has its place back', async () => {
  let times = 0;
  const ears = await listen(database.store, () => (times += 1), nothing);
  await ears.close();
  await announce(other, 'r1', { key: 'k', kind: 'report_made' });
  await database.pool.query('select 1');
  expect(times).toBe(0);
  const { rows } = await database.pool.query(
    `select count(*)::int as listening from pg_stat_activity where datname = current_database() and query = 'listen muster'`,
  );
  expect(rows).toEqual([{ listening: 0 }]);
});

test('a connection that is cut is told, not thrown', async () => {
  const { promise, resolve } = withResolvers<Error>();
  const ears = await listen(database.store, nothing, resolve);
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen muster'`,
  );
  expect(await within(promise)).toBe('woken');
  expect((await promise).message).toMatch(/terminat/);
  await ears.close();
});
