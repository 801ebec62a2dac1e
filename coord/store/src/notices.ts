import { and, asc, desc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { deliveries, notices } from './schema.ts';

export type NoticeRow = typeof notices.$inferSelect;
export type NewNotice = Pick<NoticeRow, 'subject' | 'episode' | 'kind' | 'title' | 'text'> & {
  /** It tells of a moment: there is nothing that could end later. */
  isOver: boolean;
};
export type Delivery = typeof deliveries.$inferSelect;
export type DueDelivery = Delivery & { about: NoticeRow };

export async function readNotices(reader: Reader, run: string): Promise<NoticeRow[]> {
  return reader.select().from(notices).where(eq(notices.run, run)).orderBy(asc(notices.id));
}

/**
 * Writes down what has begun, each with a delivery for every receiver, and what is over. Of two that look at the same time one writes an
 * episode, and the other one nothing.
 */
export async function recordNotices(
  store: Store,
  run: string,
  change: { begun: readonly NewNotice[]; ended: readonly string[]; receivers: readonly string[]; at: Date },
): Promise<void> {
  const { begun, ended, receivers, at } = change;
  await inTransaction(store, async (transaction) => {
    if (ended.length > 0)
      await transaction
        .update(notices)
        .set({ endedAt: sql`greatest(${notices.at}, ${at.toISOString()}::timestamptz)` })
        .where(and(eq(notices.run, run), inArray(notices.subject, [...ended]), isNull(notices.endedAt)));
    for (const { isOver, ...notice } of begun) {
      const [row] = await transaction
        .insert(notices)
        .values({ run, ...notice, at, endedAt: isOver ? at : null })
        .onConflictDoNothing()
        .returning({ id: notices.id });
      if (row === undefined || receivers.length === 0) continue;
      await transaction
        .insert(deliveries)
        .values(receivers.map((receiver) => ({ notice: row.id, receiver, nextAt: at })));
    }
  });
}

/** What is due, taken until `until`: whoever took it and was killed is followed by somebody else then. */
export async function takeDeliveries(
  store: Store,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<DueDelivery[]> {
  return inTransaction(store, async (transaction) => {
    const due = await transaction
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.state, 'waiting'), lte(deliveries.nextAt, now)))
      .orderBy(asc(deliveries.notice))
      .limit(limit)
      .for('update', { skipLocked: true });
    if (due.length === 0) return [];
    const about = await transaction
      .select()
      .from(notices)
      .where(
        inArray(
          notices.id,
          due.map(({ notice }) => notice),
        ),
      );
    const taken: DueDelivery[] = [];
    for (const { notice, receiver, tries } of due) {
      const [row] = await transaction
        .update(deliveries)
        .set({ tries: tries + 1, nextAt: until })
        .where(and(eq(deliveries.notice, notice), eq(deliveries.receiver, receiver)))
        .returning();
      taken.push({ ...row!, about: about.find(({ id }) => id === notice)! });
    }
    return taken;
  });
}

export type DeliveryOutcome =
  | { kind: 'sent'; at: Date }
  | { kind: 'again'; nextAt: Date; error: string }
  | { kind: 'given_up'; at: Date; error: string };

export async function settleDelivery(
  store: Store,
  { notice, receiver }: Pick<Delivery, 'notice' | 'receiver'>,
  outcome: DeliveryOutcome,
): Promise<void> {
  const set =
    outcome.kind === 'again'
      ? { nextAt: outcome.nextAt, error: outcome.error }
      : {
          state: outcome.kind,
          endedAt: outcome.at,
          error: outcome.kind === 'sent' ? null : outcome.error,
        };
  await store.database
    .update(deliveries)
    .set(set)
    .where(
      and(eq(deliveries.notice, notice), eq(deliveries.receiver, receiver), eq(deliveries.state, 'waiting')),
    );
}

/** Deliveries with what they tell, the newest first. */
export async function readDeliveries(reader: Reader, { limit }: { limit: number }): Promise<DueDelivery[]> {
  const rows = await reader
    .select()
    .from(deliveries)
    .innerJoin(notices, eq(notices.id, deliveries.notice))
    .orderBy(desc(deliveries.notice), asc(deliveries.receiver))
    .limit(limit);
  return rows.map(({ deliveries: delivery, notices: about }) => ({ ...delivery, about }));
}
