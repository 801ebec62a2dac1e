import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { type AdminConnection, connectAdmin } from './admin-connection.ts';
import type { PostgresServer } from './open-postgres.ts';

type Server = Pick<PostgresServer, 'adminUrl' | 'url'>;

const PATIENCE_MS = 60_000;

/**
 * Makes a new database as a copy of a template, which is made by `migrate` when it is first asked for; whoever asks at the
 * same time waits. `migrate` must have closed its connections when it returns. Answers the copy's name.
 */
export async function cloneDatabase(
  server: Server,
  { template, migrate }: { template: string; migrate: (url: string) => Promise<void> },
): Promise<string> {
  const templateName = `template_${createHash('sha256').update(template).digest('hex').slice(0, 24)}`;
  const name = `clone_${randomBytes(9).toString('hex')}`;
  const admin = await connectAdmin(server.adminUrl, {
    applicationName: 'muster-clone',
    timeoutMs: PATIENCE_MS,
  });
  try {
    await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [templateName]);
    const found = await admin.query('select 1 from pg_database where datname = $1', [templateName]);
    if (found.length === 0) await makeTemplate(server, admin, templateName, migrate);
    // Under the lock: a template may have no connection, and a copy in progress is one.
    await admin.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(templateName)}`,
    );
    return name;
  } finally {
    // Ends the session, and with it the lock.
    await admin.end();
  }
}

/** Migrated under another name and renamed when it is complete, so that a migration that failed is not copied. */
async function makeTemplate(
  server: Server,
  admin: AdminConnection,
  name: string,
  migrate: (url: string) => Promise<void>,
): Promise<void> {
  const draft = `draft_${name}`;
  await admin.query(`drop database if exists ${pg.escapeIdentifier(draft)} with (force)`);
  await admin.query(`create database ${pg.escapeIdentifier(draft)}`);
  await migrate(server.url(draft));
  await admin.query(`alter database ${pg.escapeIdentifier(draft)} rename to ${pg.escapeIdentifier(name)}`);
}

/** Removes a database with all it holds, whoever is connected; none there is none to remove. */
export async function removeDatabase(server: Pick<PostgresServer, 'adminUrl'>, name: string): Promise<void> {
  const admin = await connectAdmin(server.adminUrl, {
    applicationName: 'muster-clone',
    timeoutMs: PATIENCE_MS,
  });
  try {
    await admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  } finally {
    await admin.end();
  }
}
