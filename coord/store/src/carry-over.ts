import { and, eq, inArray } from 'drizzle-orm';
import type { Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { attempts, handoffs } from './schema.ts';

export type CarriedWork = {
  /** The finished run that the work was done in. */
  from: string;
  /** Its tasks and what they are called in this run. */
  tasks: { from: string; to: string }[];
  /** Handoffs that were accepted then and have nothing new on either side. */
  handoffs: string[];
};

/** What an earlier run integrated and this plan still asks for counts as done from the start. Once for each run. */
export async function carryOver(store: Store, fence: Fence, work: CarriedWork): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    const isNew = await append({ key: 'work:carried', kind: 'work_carried', data: { ...work } });
    if (!isNew || work.tasks.length === 0) return;
    const done = await transaction
      .select()
      .from(attempts)
      .where(
        and(
          eq(attempts.run, work.from),
          eq(attempts.state, 'integrated'),
          inArray(
            attempts.task,
            work.tasks.map((task) => task.from),
          ),
        ),
      );
    const names = new Map(work.tasks.map((task) => [task.from, task.to]));
    for (const attempt of done) {
      const row = { ...attempt, run: fence.run, task: names.get(attempt.task)!, number: 1 };
      await transaction.insert(attempts).values(row).onConflictDoNothing();
    }
    if (work.handoffs.length === 0) return;
    const accepted = await transaction
      .select()
      .from(handoffs)
      .where(
        and(
          eq(handoffs.run, work.from),
          eq(handoffs.state, 'accepted'),
          inArray(handoffs.handoff, work.handoffs),
        ),
      );
    for (const handoff of accepted) {
      await transaction
        .insert(handoffs)
        .values({ ...handoff, run: fence.run, delivery: 1 })
        .onConflictDoNothing();
    }
  });
}
