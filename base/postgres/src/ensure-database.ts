import pg from 'pg';
import { connectAdmin } from './admin-connection.ts';
import type { PostgresServer } from './open-postgres.ts';

/** SQLSTATE of a database that exists: as the command sees it, and as the index does when two create it at once. */
const EXISTS = new Set(['42P04', '23505']);

/** Creates the database unless it is there; true when it was made. */
export async function ensureDatabase(
  server: Pick<PostgresServer, 'adminUrl'>,
  name: string,
): Promise<boolean> {
  const admin = await connectAdmin(server.adminUrl, { applicationName: 'muster', timeoutMs: 60_000 });
  try {
    const found = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (found.length > 0) return false;
    await admin.query(`create database ${pg.escapeIdentifier(name)}`);
    return true;
  } catch (error) {
    if (EXISTS.has((error as pg.DatabaseError).code ?? '')) return false;
    throw error;
  } finally {
    await admin.end();
  }
}
