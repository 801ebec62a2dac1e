import { makePool } from '@musterhq/postgres';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fence, makeStore, readEvents, recordEvent } from '../src/index.ts';
import { beginTestRun, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
let fence: Fence;
beforeAll(async () => {
  database = await makeTestStore();
  fence = await beginTestRun(database.store);
});
afterAll(() => database.remove());

describe('a connection that is lost', () => {
  test.each([
    ['before the transaction begins', /^begin/],
    ['in the middle of it', /^insert/],
    ['before it is committed', /^commit/],
  ])('%s fails the write alone and goes back to its pool, which can be ended', async (when, statement) => {
    const pool = makePool(database.url, { applicationName: 'store-test-lost', max: 1 });
    const store = makeStore(pool);
    const breakAt = (client: PoolClient) => {
      const { query } = client;
      client.query = ((...args: [string | { text: string }]) => {
        const text = typeof args[0] === 'string' ? args[0] : args[0].text;
        if (statement.test(text))
          (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
        return Reflect.apply(query, client, args);
      }) as typeof client.query;
    };
    pool.once('acquire', breakAt);
    const event = { key: when, kind: 'run_started' as const };
    await expect(recordEvent(store, fence, event)).rejects.toThrow();
    expect(pool.totalCount).toBe(0);
    await recordEvent(store, fence, event);
    expect((await readEvents(store.database, fence.run)).filter(({ key }) => key === when)).toHaveLength(1);
    await pool.end();
  });
});
