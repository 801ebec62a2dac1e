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

/** Refused by the master: the side at fault gets its task back, with the reason. */
export async function refuseHandoff(
  store: Store,
  fence: Fence,
  key: DeliveryKey,
  refusal: {
    reason: string;
    task: string;
    attempt: number;
    session: number;
    evidence: Record<string, unknown>;
  },
) {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .update(handoffs)
      .set({ state: 'refused', reason: refusal.reason })
      .where(one(fence, key));
    await append({
      key: `handoff:${key.handoff}#${key.delivery}:refused`,
      kind: 'handoff_refused',
      session: refusal.session,
      task: refusal.task,
      data: { ...key, reason: refusal.reason, ...refusal.evidence },
    });
    await transaction
      .update(attempts)
      .set({ state: 'reopened', reason: refusal.reason })
      .where(
        and(
          eq(attempts.run, fence.run),
          eq(attempts.task, refusal.task),
          eq(attempts.number, refusal.attempt),
          eq(attempts.state, 'integrated'),
        ),
      );
    await append({
      key: `attempt:${refusal.task}#${refusal.attempt}:reopened`,
      kind: 'attempt_reopened',
      session: refusal.session,
      task: refusal.task,
      data: { attempt: refusal.attempt, reason: refusal.reason, handoff: key.handoff },
    });
  });
}
