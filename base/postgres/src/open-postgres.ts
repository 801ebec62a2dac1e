import { type AdminConnection, connectAdmin } from './admin-connection.ts';
import { openEmbedded } from './embedded-server.ts';
import { PostgresError } from './postgres-error.ts';

export type PostgresOptions = {
  /** The embedded server's notes and, for an ordinary user, its data lie in `postgres/` below. */
  stateDir: string;
  /** A server of the user's own; then nothing is started. */
  databaseUrl?: string;
  /** Under root: where data and copied programs lie, reachable for every account (default `/var/lib/muster`). */
  systemStateDir?: string;
  log?: (line: string) => void;
  /** `close` lets the server run on, for processes that share one and have somebody else to stop it. */
  isLeftRunning?: boolean;
  /** A server that says it is ready and lets nobody in for this long is hanging, and is ended (default 15 s). */
  patienceMs?: number;
};

/** A server and one opener's hold on it. */
export type PostgresServer = {
  mode: 'given' | 'embedded';
  /** Connection string of a database of this server; it contains the password. */
  url(database: string): string;
  adminUrl: string;
  pid?: number;
  port?: number;
  dataDir?: string;
  /** Lets go. The last opener out, with no other client connected, stops an embedded server. */
  close(): Promise<void>;
};

/**
 * Answers with a running server: the given one, else the embedded one of the state folder, which is joined when it runs,
 * taken over when a killed process left it, started when it is down and made when there is none. While the answer is
 * open an embedded server that dies is started again, on its port where possible.
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresServer> {
  return options.databaseUrl === undefined ? openEmbedded(options) : openGiven(options.databaseUrl);
}

async function openGiven(databaseUrl: string): Promise<PostgresServer> {
  let admin: AdminConnection;
  try {
    admin = await connectAdmin(databaseUrl, { applicationName: 'muster', timeoutMs: 15_000 });
  } catch (cause) {
    const address = new URL(databaseUrl);
    address.password = '';
    throw new PostgresError(
      'unreachable',
      `DATABASE_URL points at ${address}, which does not let us in: ${(cause as Error).message}`,
      { address: String(address) },
      cause,
    );
  }
  await admin.end();
  return {
    mode: 'given',
    adminUrl: databaseUrl,
    url(database) {
      const url = new URL(databaseUrl);
      url.pathname = `/${encodeURIComponent(database)}`;
      return String(url);
    },
    close: async () => undefined,
  };
}
