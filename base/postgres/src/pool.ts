import pg from 'pg';

/** SQLSTATE: serialization_failure and deadlock_detected, after which the same transaction may well succeed. */
const REPEATABLE = new Set(['40001', '40P01']);

/**
 * A pool whose idle connections may be lost without ending the process: each loss is told to `log`, and the next query
 * connects anew.
 */
export function makePool(
  url: string,
  { applicationName, max, log }: { applicationName: string; max: number; log?: (line: string) => void },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    keepAlive: true,
  });
  pool.on('error', (error) =>
    log?.(`${applicationName}: an idle database connection was lost: ${error.message}`),
  );
  // The pool listens to idle connections alone; one that breaks while it is lent, say between two statements of a
  // transaction, would end the process. Its next query fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. With `repeats` the whole of
 * `work` is done again, at most so often, after a serialisation failure or a deadlock; so it must have no other effects.
 */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
  { repeats = 0 }: { repeats?: number } = {},
): Promise<Result> {
  for (let left = repeats; ; left -= 1) {
    try {
      return await withClient(pool, (client) => transact(client, () => work(client)));
    } catch (error) {
      if (left <= 0 || !REPEATABLE.has((error as pg.DatabaseError).code ?? '')) throw error;
    }
  }
}

/** Lends a connection that may break while it is lent: the query at hand fails, the process lives, the pool forgets it. */
export async function withClient<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** One transaction on a connection that the caller holds. */
export async function transact<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // Fails only with its connection, and then the server rolls back by itself.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
