import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { workers } from './schema.ts';

/** A process that publishes says so every few seconds; one that has been silent for this long is gone. */
export type Silence = { silentMs: number };

/** Whoever holds it is there: the server lets go of it the moment that the process's connection is gone. */
const presence = 0x4855_4221;

export async function insertWorker(store: Store, worker: { id: string; generation: number }): Promise<void> {
  await store.database.insert(workers).values(worker);
}

/** Enters a worker, whose presence a connection of its own shows for as long as it lasts. Answers with what ends that. */
export async function enterWorker(
  store: Store,
  worker: { id: string; generation: number },
): Promise<() => void> {
  const client = await store.pool.connect();
  try {
    // Before the row: who is entered and not present is gone.
    await client.query('select pg_advisory_lock($1, hashtext($2))', [presence, worker.id]);
    await insertWorker(store, worker);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return () => client.release(true);
}

/** Still here. False where the worker is not known or was declared gone: it ends. */
export async function beatWorker(store: Store, id: string): Promise<boolean> {
  const beaten = await store.database
    .update(workers)
    .set({ beatAt: sql`clock_timestamp()` })
    .where(and(eq(workers.id, id), isNull(workers.endedAt)))
    .returning({ id: workers.id });
  return beaten.length > 0;
}

export async function endWorker(store: Store, id: string): Promise<void> {
  await store.database
    .update(workers)
    .set({ endedAt: sql`clock_timestamp()` })
    .where(and(eq(workers.id, id), isNull(workers.endedAt)));
}

/** The connection of a worker still stands. */
const isPresent = sql`exists (select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 2
  and l.database = (select oid from pg_database where datname = current_database())
  and l.classid::bigint = ${presence} and l.objid::bigint = hashtext(${workers.id})::bigint & 4294967295)`;

/** How many processes publish just now. */
export async function countPresentWorkers(reader: Reader): Promise<number> {
  const rows = await reader
    .select({ id: workers.id })
    .from(workers)
    .where(and(isNull(workers.endedAt), isPresent));
  return rows.length;
}

/** Declares gone who has been silent or is not present any more, or belongs to an instance that lost the fence; answers with their ids. */
export async function endSilentWorkers(
  store: Store,
  { silentMs, generation }: Silence & { generation: number },
): Promise<string[]> {
  const ended = await store.database
    .update(workers)
    .set({ endedAt: sql`clock_timestamp()` })
    .where(
      and(
        isNull(workers.endedAt),
        sql`(${workers.beatAt} < clock_timestamp() - make_interval(secs => ${silentMs / 1000}) or ${workers.generation} < ${generation}
          or not ${isPresent})`,
      ),
    )
    .returning({ id: workers.id });
  return ended.map(({ id }) => id);
}

/** Every worker that has ended and whose open work nobody may have taken over yet. */
export async function readEndedWorkers(reader: Reader): Promise<string[]> {
  const rows = await reader
    .select({ id: workers.id })
    .from(workers)
    .where(sql`${workers.endedAt} is not null`);
  return rows.map(({ id }) => id);
}
