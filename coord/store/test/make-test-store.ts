import { fileURLToPath } from 'node:url';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { makeTestDatabase } from '@musterhq/testing';
import type { Pool } from 'pg';
import { type Fence, insertRun, makeStore, type Store, takeRun } from '../src/index.ts';

export const migrations = readMigrations(fileURLToPath(new URL('../migrations', import.meta.url)));

export async function migrate(url: string): Promise<string[]> {
  const pool = makePool(url, { applicationName: 'store-test-template', max: 1 });
  try {
    return await runMigrations(pool, { schema: 'muster_migrations', migrations });
  } finally {
    await pool.end();
  }
}

export type TestStore = { store: Store; pool: Pool; url: string; remove(): Promise<void> };

/** A migrated database of its own, copied from the template of this package's tests. */
export async function makeTestStore(): Promise<TestStore> {
  const database = await makeTestDatabase({
    template: 'coord-store',
    migrate: async (url) => {
      await migrate(url);
    },
  });
  const pool = makePool(database.url, { applicationName: 'store-test', max: 6 });
  return {
    store: makeStore(pool),
    pool,
    url: database.url,
    async remove() {
      await pool.end();
      await database.remove();
    },
  };
}

export const coordinator = { pid: 1, startedAt: 'boot+1', host: 'here' };

/** Removes every run, and with it all that hangs on one: each test begins with an empty database. */
export async function emptyStore({ pool }: TestStore): Promise<void> {
  await pool.query('delete from muster.runs');
  for (const table of ['grants', 'seats', 'assignments', 'people'])
    await pool.query(`delete from muster.${table}`);
}

/** A run that this test's coordinator holds. */
export async function beginTestRun(store: Store, id = 'r1', startedAt = new Date()): Promise<Fence> {
  await insertRun(store, {
    id,
    documentPath: 'PLAN.md',
    options: { pace: 'asap' },
    planStart: '2026-11-23',
    startedAt,
  });
  return takeRun(store, id, coordinator);
}
