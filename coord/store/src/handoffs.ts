import { and, eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { attempts, handoffs } from './schema.ts';

export type HandoffRow = typeof handoffs.$inferSelect;
export type DeliveryKey = { handoff: string; delivery: number };

const one = (fence: Fence, key: DeliveryKey) =>
  and(eq(handoffs.run, fence.run), eq(handoffs.handoff, key.handoff), eq(handoffs.delivery, key.delivery));

export async function readHandoffs(reader: Reader, run: string): Promise<HandoffRow[]> {
  return reader.select().from(handoffs).where(eq(handoffs.run, run)).orderBy(handoffs.at, handoffs.delivery);
}

export async function takeHandoff(
  store: Store,
  fence: Fence,
  key: DeliveryKey,
  by: { session: number; task: string },
) {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .update(handoffs)
      .set({ state: 'taken' })
      .where(and(one(fence, key), eq(handoffs.state, 'offered')));
    await append({
      key: `handoff:${key.handoff}#${key.delivery}:taken`,
      kind: 'handoff_taken',
      session: by.session,
      task: by.task,
      data: { ...key },
    });
  });
}

export async function acceptHandoff(
  store: Store,
  fence: Fence,
  key: DeliveryKey,
  evidence: Record<string, unknown>,
) {
  await record(store, fence, async (transaction, append) => {
    await transaction.update(handoffs).set({ state: 'accepted' }).where(one(fence, key));
    await append({
      key: `handoff:${key.handoff}#${key.delivery}:accepted`,
      kind: 'handoff_accepted',
      data: { ...key, ...evidence },
    });
  });
}

export type Refusal = {
  reason: string;
  /** The tasks that go back to their sessions: the one at fault, and with a producer what was built on it. */
  reopen: { task: string; attempt: number; session: number }[];
  /** The consumer is at fault: what it was given stays with it for the next try. */
  keepsDelivery: boolean;
  evidence: Record<string, unknown>;
};

/** Refused by the master: the side at fault gets its task back, with the reason. */
export async function refuseHandoff(store: Store, fence: Fence, row: HandoffRow, refusal: Refusal) {
  const key = { handoff: row.handoff, delivery: row.delivery };
  await record(store, fence, async (transaction, append) => {
    await transaction
      .update(handoffs)
      .set({ state: 'refused', reason: refusal.reason })
      .where(one(fence, key));
    await append({
      key: `handoff:${key.handoff}#${key.delivery}:refused`,
      kind: 'handoff_refused',
      data: { ...key, reason: refusal.reason, reopen: refusal.reopen, ...refusal.evidence },
    });
    if (refusal.keepsDelivery) {
      await transaction
        .insert(handoffs)
        .values({ ...row, delivery: row.delivery + 1, state: 'taken', reason: null, at: new Date() })
        .onConflictDoNothing();
    }
    for (const { task, attempt, session } of refusal.reopen) {
      await transaction
        .update(attempts)
        .set({ state: 'reopened', reason: refusal.reason })
        .where(
          and(
            eq(attempts.run, fence.run),
            eq(attempts.task, task),
            eq(attempts.number, attempt),
            eq(attempts.state, 'integrated'),
          ),
        );
      await append({
        key: `attempt:${task}#${attempt}:reopened`,
        kind: 'attempt_reopened',
        session,
        task,
        data: { attempt, reason: refusal.reason, handoff: key.handoff },
      });
    }
  });
}
