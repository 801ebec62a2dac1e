import { createHash } from 'node:crypto';
import pg from 'pg';
import { transact, withClient } from './pool.ts';
import { PostgresError } from './postgres-error.ts';

/** `id` sorts nothing: the order is the list's. */
export type Migration = { id: string; sql: string };

type Applied = { id: string; sha256: string };

/**
 * Brings a schema to the end of the list, forward only. Each migration runs in a transaction of its own, with the schema
 * first on the search path, and is noted with the sha256 of its text in `<schema>.migration`. Starters wait for one
 * another. Answers the ids it applied. Refuses, before it changes anything, a database that this list does not explain:
 * `migration_changed`, `migration_unknown` (a newer program was here) and `migration_out_of_order`.
 */
export async function runMigrations(
  pool: pg.Pool,
  { schema, migrations }: { schema: string; migrations: readonly Migration[] },
): Promise<string[]> {
  const name = pg.escapeIdentifier(schema);
  return withClient(pool, async (client) => {
    // A session's lock spans the transactions below, and goes with the connection of a starter that is killed.
    const key = lockKey(schema);
    await client.query('select pg_advisory_lock($1)', [key]);
    try {
      await client.query(`create schema if not exists ${name}`);
      await client.query(
        `create table if not exists ${name}.migration (
           position integer primary key,
           id text not null unique,
           sha256 text not null check (length(sha256) = 64),
           applied_at timestamptz not null default now()
         )`,
      );
      const { rows } = await client.query<Applied>(
        `select id, sha256 from ${name}.migration order by position`,
      );
      assertExplained(schema, rows, migrations);
      const missing = migrations.slice(rows.length);
      for (const [index, migration] of missing.entries()) {
        await applyMigration(client, schema, rows.length + index + 1, migration);
      }
      return missing.map((migration) => migration.id);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [key]).catch(() => undefined);
    }
  });
}

async function applyMigration(
  client: pg.PoolClient,
  schema: string,
  position: number,
  { id, sql }: Migration,
): Promise<void> {
  const name = pg.escapeIdentifier(schema);
  try {
    await transact(client, async () => {
      await client.query(`set local search_path to ${name}, public`);
      await client.query(sql);
      await client.query(`insert into ${name}.migration (position, id, sha256) values ($1, $2, $3)`, [
        position,
        id,
        hashOf(sql),
      ]);
    });
  } catch (cause) {
    throw new PostgresError(
      'migration_failed',
      `migration ${id} of schema ${schema} failed and was undone: ${(cause as Error).message}`,
      { schema, id },
      cause,
    );
  }
}

function assertExplained(
  schema: string,
  applied: readonly Applied[],
  migrations: readonly Migration[],
): void {
  const listed = new Map(migrations.map((migration) => [migration.id, migration]));
  for (const [index, { id, sha256 }] of applied.entries()) {
    const migration = listed.get(id);
    if (migration === undefined) {
      throw new PostgresError(
        'migration_unknown',
        `schema ${schema} has the migration ${id}, which this program does not know: a newer one was here. Run that one`,
        { schema, id },
      );
    }
    if (hashOf(migration.sql) !== sha256) {
      throw new PostgresError(
        'migration_changed',
        `migration ${id} of schema ${schema} is not the text that was applied: restore it, and put the change into a new one`,
        { schema, id, applied: sha256, listed: hashOf(migration.sql) },
      );
    }
    const expected = migrations[index]?.id;
    if (expected !== id) {
      throw new PostgresError(
        'migration_out_of_order',
        `schema ${schema} applied ${id} as number ${index + 1}, where the list now has ${expected}: new migrations go to the end`,
        { schema, id, expected, position: index + 1 },
      );
    }
  }
}

/** The same text whatever line endings git wrote into the work tree. */
function hashOf(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
}

/** A 64-bit number of this schema's own, as text, since JavaScript's numbers are shorter. */
function lockKey(schema: string): string {
  return createHash('sha256').update(`muster migrations ${schema}`).digest().readBigInt64BE().toString();
}
