import { withClient } from '@musterhq/postgres';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import * as schema from './schema.ts';
import type { Keyring } from './seal.ts';

type Database = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** Reads work on either. */
export type Reader = Database | Transaction;
/** `keys` seals what is secret; without them credentials can be neither written nor used. */
export type Store = { database: Database; pool: Pool; keys: Keyring | undefined };

/** Wraps a pool of the hub's database; closing the pool stays with its owner. */
export function makeStore(pool: Pool, keys?: Keyring): Store {
  return { database: drizzle(pool, { schema }), pool, keys };
}

/**
 * One transaction on a connection of its own. Not `database.transaction`: drizzle lends a connection of a pool and never
 * gives it back when `begin` fails on it, and a pool that misses one cannot be ended.
 */
export function inTransaction<Result>(
  { pool }: Pick<Store, 'pool'>,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return withClient(pool, (client) => drizzle(client, { schema }).transaction(work));
}
