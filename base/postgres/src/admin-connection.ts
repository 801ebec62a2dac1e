import { realpathSync } from 'node:fs';
import pg from 'pg';

/** One connection. `whenLost` is told once that it broke, unless it was ended on purpose. */
export type AdminConnection = {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  isOpen(): boolean;
  whenLost(tell: (error?: Error) => void): void;
  end(): Promise<void>;
};

export const HOLDER_NAME = 'muster-holder';

export async function connectAdmin(
  url: string,
  options: { applicationName: string; timeoutMs: number },
): Promise<AdminConnection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.timeoutMs,
    query_timeout: options.timeoutMs,
    keepAlive: true,
  });
  let isEnded = false;
  let isLost = false;
  let loss: Error | undefined;
  let tell: ((error?: Error) => void) | undefined;
  // Without a listener a server that goes away would end this process.
  client.on('error', (error) => {
    loss = error;
  });
  client.on('end', () => {
    isLost = !isEnded;
    isEnded = true;
    if (isLost) tell?.(loss);
  });
  try {
    await client.connect();
  } catch (error) {
    isEnded = true;
    // Frees the socket of a connection that timed out; its own failure would say nothing new.
    client.end().catch(() => undefined);
    throw error;
  }
  // While it is idle it does not keep the process from ending: a forgotten `close` must not hang.
  const idle = client as unknown as { ref(): void; unref(): void };
  idle.unref();
  return {
    async query(text, values = []) {
      idle.ref();
      try {
        return (await client.query(text, values)).rows;
      } finally {
        idle.unref();
      }
    },
    isOpen: () => !isEnded,
    whenLost(listener) {
      if (isLost) listener(loss);
      else tell = listener;
    },
    async end() {
      if (isEnded) return;
      isEnded = true;
      idle.ref();
      await client.end();
    },
  };
}

/** Whether the server at the other end serves this very folder: a copied state folder names its original's port. */
export async function isServingFolder(admin: AdminConnection, dataDir: string): Promise<boolean> {
  const [row] = await admin.query<{ data_directory: string }>('show data_directory');
  return row?.data_directory === realpathSync(dataDir);
}

/** Client connections beside this one, split into openers and everybody else. */
export async function countOthers(admin: AdminConnection): Promise<{ holders: number; clients: number }> {
  const [row] = await admin.query<{ holders: number; clients: number }>(
    `select count(*) filter (where application_name = $1)::int as holders,
            count(*) filter (where application_name <> $1)::int as clients
       from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    [HOLDER_NAME],
  );
  return row ?? { holders: 0, clients: 0 };
}
