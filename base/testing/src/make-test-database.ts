import { cloneDatabase, makePool, openPostgres, removeDatabase } from '@musterhq/postgres';
import { inject } from 'vitest';
import { endTestRun, makeTestRun } from './test-run.ts';

export type TestDatabase = {
  name: string;
  url: string;
  /** One statement, for a test that has no pool of its own; `of` is another database of the same server. */
  query(sql: string, values?: unknown[], of?: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
};

/**
 * A database of its own for a test file, copied in a moment from a template that `migrate` makes once per test run. Files
 * that name the same template must pass the same `migrate`. The server is shared by the whole run; without the global
 * set-up it belongs to this database alone.
 */
export async function makeTestDatabase(
  options: { template: string; migrate: (url: string) => Promise<void> } = {
    template: 'empty',
    migrate: async () => undefined,
  },
): Promise<TestDatabase> {
  const shared = inject('musterTestRun');
  const run = shared ?? makeTestRun({ isUpdating: false });
  const server = await openPostgres({
    stateDir: run.stateDir,
    systemStateDir: run.systemStateDir,
    isLeftRunning: true,
  });
  const leave = async () => {
    await server.close();
    if (shared === undefined) await endTestRun(run);
  };
  try {
    const name = await cloneDatabase(server, options);
    return {
      name,
      url: server.url(name),
      async query(sql, values = [], of = name) {
        const pool = makePool(server.url(of), { applicationName: 'test-query', max: 1 });
        try {
          return (await pool.query<Record<string, unknown>>(sql, values)).rows;
        } finally {
          await pool.end();
        }
      },
      async remove() {
        await removeDatabase(server, name);
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
