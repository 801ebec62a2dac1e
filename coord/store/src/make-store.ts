import { withClient } from '@musterhq/postgres';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import * as schema from './schema.ts';

type Database = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** Reads work on either. */
export type Reader = Database | Transaction;
export type Store = { database: Database; pool: Pool };

/** Wraps a pool of the repository's database; closing the pool stays with its owner. */
export function makeStore(pool: Pool): Store {
  return { database: drizzle(pool, { schema }), pool };
}

/**
 * One transaction on a connection of its own. Not `database.transaction`: drizzle lends a connection of a pool and never
 * gives it back when `begin` fails on it, and a pool that misses one cannot be ended.
 */
export function inTransaction<Result>(
  store: Store,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return withClient(store.pool, (client) => drizzle(client, { schema }).transaction(work));
}
