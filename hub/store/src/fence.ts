import { eq, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { fence } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Who may publish: the instance that took this generation. */
export type Fence = { generation: number };
export type FenceRow = typeof fence.$inferSelect;

export async function readFence(reader: Reader): Promise<FenceRow | undefined> {
  const [row] = await reader.select().from(fence);
  return row;
}

/**
 * Takes the right to publish, from whichever instance had it. Refused in a copy: a database whose name and server are not those
 * of the last taking publishes nothing until a person says that the other one is gone.
 */
export async function takeFence(store: Store): Promise<Fence> {
  const taken = await inTransaction(store, async (transaction) => {
    await transaction.insert(fence).values({}).onConflictDoNothing();
    const [row] = await transaction.select().from(fence).for('update');
    const home = await readHome(transaction);
    const isCopy = row!.home !== null && row!.home !== home;
    const withdrawn = row!.withdrawnBecause ?? (isCopy ? 'it is a copy of another database' : null);
    if (withdrawn !== null) {
      await transaction.update(fence).set({ withdrawnBecause: withdrawn });
      return { kind: 'withdrawn' as const, because: withdrawn };
    }
    const generation = row!.generation + 1;
    await transaction.update(fence).set({ generation, home });
    return { kind: 'taken' as const, generation };
  });
  if (taken.kind === 'taken') return { generation: taken.generation };
  throw new StoreError(
    'fence_withdrawn',
    `This database may not publish: ${taken.because}. When the other one is gone for good, say so with 'hub fence take --why REASON'.`,
    taken,
  );
}

/** A database's name and its server's: what differs in every copy but one of the server's whole folder. */
async function readHome(reader: Reader): Promise<string> {
  const { rows } = await reader.execute<{ home: string }>(
    sql`select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as home from pg_control_system()`,
  );
  return rows[0]!.home;
}

/** After a restore: nothing goes out from here until `restoreFence`. */
export async function withdrawFence(store: Store, because: string): Promise<void> {
  await store.database
    .insert(fence)
    .values({ withdrawnBecause: because })
    .onConflictDoUpdate({ target: fence.id, set: { withdrawnBecause: because } });
}

/** A person has said that the other copy is gone: this one is at home here. */
export async function restoreFence(store: Store): Promise<void> {
  await store.database.update(fence).set({ withdrawnBecause: null, home: null }).where(eq(fence.id, true));
}

/** Stop everything: no intent is written from here on. Waits for the intents that are being written. */
export async function stopEverything(
  store: Store,
  stop: { by: string; because: string; at: Date },
): Promise<void> {
  const set = { stoppedAt: stop.at, stoppedBy: stop.by, stoppedBecause: stop.because };
  await store.database.insert(fence).values(set).onConflictDoUpdate({ target: fence.id, set });
}

export async function resumeEverything(store: Store): Promise<void> {
  await store.database.update(fence).set({ stoppedAt: null, stoppedBy: null, stoppedBecause: null });
}

/** By how much this machine's clock is ahead of the database's. */
export async function readClockSkewMs(reader: Reader, nowMs: number): Promise<number> {
  const { rows } = await reader.execute<{ ms: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`,
  );
  return nowMs - rows[0]!.ms;
}
