import { eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { briefs } from './schema.ts';
import { storable } from './storable.ts';

export type BriefRow = typeof briefs.$inferSelect;
export type NewBrief = Omit<BriefRow, 'run' | 'at'>;

/** A brief that is written again, by whoever takes the turn up after a crash, is the one that counts. */
export async function insertBrief(store: Store, fence: Fence, brief: NewBrief): Promise<void> {
  const row = storable(brief);
  await record(store, fence, async (transaction) => {
    await transaction
      .insert(briefs)
      .values({ run: fence.run, ...row })
      .onConflictDoUpdate({ target: briefs.turn, set: row });
  });
}

export async function readBriefs(reader: Reader, run: string): Promise<BriefRow[]> {
  return reader.select().from(briefs).where(eq(briefs.run, run)).orderBy(briefs.at, briefs.turn);
}
