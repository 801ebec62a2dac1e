import { fileURLToPath } from 'node:url';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { makeTestDatabase } from '@musterhq/testing';
import type { Pool } from 'pg';
import { makeStore, type Store } from '../src/index.ts';

export const migrations = readMigrations(fileURLToPath(new URL('../migrations', import.meta.url)));
const testKeys = { current: new Uint8Array(32).fill(1), former: [] };

export async function migrate(url: string): Promise<string[]> {
  const pool = makePool(url, { applicationName: 'hub-store-test-template', max: 1 });
  try {
    return await runMigrations(pool, { schema: 'hub_migrations', migrations });
  } finally {
    await pool.end();
  }
}

export type TestStore = { store: Store; pool: Pool; url: string; remove(): Promise<void> };

/** A migrated database of its own, copied from the template of this package's tests. */
export async function makeTestStore(): Promise<TestStore> {
  const database = await makeTestDatabase({
    template: 'hub-store',
    migrate: async (url) => {
      await migrate(url);
    },
  });
  const pool = makePool(database.url, { applicationName: 'hub-store-test', max: 6 });
  return {
    store: makeStore(pool, testKeys),
    pool,
    url: database.url,
    async remove() {
      await pool.end();
      await database.remove();
    },
  };
}

/** Each test begins with an empty database. */
export async function emptyStore({ pool }: TestStore): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select 'hub.' || relname as name from pg_class where relnamespace = 'hub'::regnamespace and relkind = 'r'`,
  );
  await pool.query(`truncate ${rows.map(({ name }) => name).join(', ')} restart identity cascade`);
}
