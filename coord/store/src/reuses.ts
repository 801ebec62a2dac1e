import { asc, eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { reuses } from './schema.ts';

export type Reuse = typeof reuses.$inferSelect;
export type NewReuse = Omit<typeof reuses.$inferInsert, 'run' | 'at'>;

/** Said once for an attempt: a repeated step keeps to what was decided. Answers what stands. */
export async function insertReuse(store: Store, fence: Fence, reuse: NewReuse): Promise<Reuse> {
  return record(store, fence, async (transaction) => {
    const row = { run: fence.run, ...reuse };
    await transaction.insert(reuses).values(row).onConflictDoNothing();
    const rows = await transaction.select().from(reuses).where(eq(reuses.run, fence.run));
    return rows.find(({ task, attempt }) => task === reuse.task && attempt === reuse.attempt)!;
  });
}

export async function readReuses(reader: Reader, run: string): Promise<Reuse[]> {
  return reader
    .select()
    .from(reuses)
    .where(eq(reuses.run, run))
    .orderBy(asc(reuses.at), asc(reuses.task), asc(reuses.attempt));
}
