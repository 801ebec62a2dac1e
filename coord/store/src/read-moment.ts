import { withClient } from '@musterhq/postgres';
import { max } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import type { Store } from './make-store.ts';
import * as schema from './schema.ts';

/**
 * Reads everything as it is at one moment, whatever is written meanwhile. `at` is the id of the newest event of that moment,
 * 0 before the first: who reads on from there misses nothing and sees nothing twice.
 */
export function readMoment<Value>(
  store: Store,
  read: (still: Store, at: number) => Promise<Value>,
): Promise<Value> {
  return withClient(store.pool, (client) =>
    drizzle(inTurn(client), { schema }).transaction(
      async (transaction) => {
        const [newest] = await transaction.select({ id: max(schema.events.id) }).from(schema.events);
        return read({ ...store, database: transaction }, newest?.id ?? 0);
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    ),
  );
}

/** A connection answers one query at a time, and pg will refuse a second one from its version 9; readers ask several at once. */
function inTurn(client: PoolClient): PoolClient {
  let last: Promise<unknown> = Promise.resolve();
  const query = (...args: Parameters<PoolClient['query']>) => {
    const answer = last.then(() => client.query(...args));
    last = answer.catch(() => undefined);
    return answer;
  };
  return Object.create(client, { query: { value: query } });
}
