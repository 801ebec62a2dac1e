import { and, desc, eq, inArray } from 'drizzle-orm';
import type { DeliveryKey, HandoffRow } from './handoffs.ts';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { attempts, handoffs, reverts } from './schema.ts';

export type Revert = typeof reverts.$inferSelect;
export type RevertKey = { block: string; number: number };

/** What somebody asked for; `request` is the row by which they wait for an answer. */
export type RevertAsked = RevertKey & {
  /** `task#number` of each attempt whose work is taken back. */
  attempts: string[];
  by: string;
  why: string;
  request?: number;
};

const one = (fence: Fence, key: RevertKey) =>
  and(eq(reverts.run, fence.run), eq(reverts.block, key.block), eq(reverts.number, key.number));

/** Every revert of a run, in the order in which they were asked for. */
export async function readReverts(reader: Reader, run: string): Promise<Revert[]> {
  return reader.select().from(reverts).where(eq(reverts.run, run)).orderBy(reverts.at, reverts.number);
}

/** The revert of a block that waits to land. */
export async function findOpenRevert(
  reader: Reader,
  run: string,
  block: string,
): Promise<Revert | undefined> {
  const [row] = await reader
    .select()
    .from(reverts)
    .where(and(eq(reverts.run, run), eq(reverts.block, block), eq(reverts.state, 'submitted')))
    .orderBy(desc(reverts.number))
    .limit(1);
  return row;
}

/** Puts the commit that takes the block back into the landing line. A repeat adds nothing. */
export async function insertRevert(
  store: Store,
  fence: Fence,
  { request, ...asked }: RevertAsked & { commit: string },
): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .insert(reverts)
      .values({ run: fence.run, state: 'submitted', ...asked })
      .onConflictDoNothing({ target: [reverts.run, reverts.block, reverts.number] });
    await append({
      key: `revert:${asked.block}#${asked.number}:asked`,
      kind: 'revert_asked',
      data: { ...asked, ...(request === undefined ? {} : { request }) },
    });
  });
}

/** The block stays: it could not be taken back from the tip, or the result did not pass its gates. */
export async function refuseRevert(
  store: Store,
  fence: Fence,
  { request, reason, ...asked }: RevertAsked & { reason: string },
): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    const [known] = await transaction.select().from(reverts).where(one(fence, asked));
    // What landed stays landed, whoever repeats a step.
    if (known?.state === 'integrated') return;
    await transaction
      .insert(reverts)
      .values({ run: fence.run, state: 'refused', reason, ...asked })
      .onConflictDoUpdate({
        target: [reverts.run, reverts.block, reverts.number],
        set: { state: 'refused', reason },
      });
    await append({
      key: `revert:${asked.block}#${asked.number}:refused`,
      kind: 'revert_refused',
      data: { ...asked, reason, ...(request === undefined ? {} : { request }) },
    });
  });
}

/**
 * The block is off the integration branch: its tasks wait until somebody asks for them again, and what they had handed on,
 * or were handed, is open again. Only a submitted revert is finished, so a repeat changes nothing. Answers whether it did.
 */
export async function finishRevert(
  store: Store,
  fence: Fence,
  key: RevertKey,
  landed: {
    /** Its name in the landing queue. */
    entry: string;
    commit: string;
    /** Deliveries whose producer is taken back: it will deliver anew. */
    withdraw: DeliveryKey[];
    /** Deliveries whose consumer alone is taken back: it has them for its next try. */
    handAgain: HandoffRow[];
  },
): Promise<boolean> {
  return record(store, fence, async (transaction, append) => {
    const [revert] = await transaction
      .update(reverts)
      .set({ state: 'integrated', integrated: landed.commit })
      .where(and(one(fence, key), eq(reverts.state, 'submitted')))
      .returning();
    if (revert === undefined) return false;
    const reason = `reverted by ${revert.by}: ${revert.why}`;
    for (const name of revert.attempts) {
      const at = name.lastIndexOf('#');
      await transaction
        .update(attempts)
        .set({ state: 'reverted', reason })
        .where(
          and(
            eq(attempts.run, fence.run),
            eq(attempts.task, name.slice(0, at)),
            eq(attempts.number, Number(name.slice(at + 1))),
            inArray(attempts.state, ['integrated', 'reopened']),
          ),
        );
    }
    for (const { handoff, delivery } of [...landed.withdraw, ...landed.handAgain]) {
      await transaction
        .update(handoffs)
        .set({ state: 'refused', reason })
        .where(
          and(eq(handoffs.run, fence.run), eq(handoffs.handoff, handoff), eq(handoffs.delivery, delivery)),
        );
    }
    for (const row of landed.handAgain) {
      await transaction
        .insert(handoffs)
        .values({ ...row, delivery: row.delivery + 1, state: 'taken', reason: null, at: new Date() })
        .onConflictDoNothing();
    }
    await append({
      key: `revert:${key.block}#${key.number}:integrated`,
      kind: 'block_reverted',
      data: {
        ...key,
        entry: landed.entry,
        commit: landed.commit,
        attempts: revert.attempts,
        by: revert.by,
        why: revert.why,
        handoffs: [...landed.withdraw, ...landed.handAgain].map(({ handoff, delivery }) => ({
          handoff,
          delivery,
        })),
      },
    });
    return true;
  });
}
