import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { type AlertKind, alerts } from './schema.ts';
import { StoreError } from './store-error.ts';

export type Alert = typeof alerts.$inferSelect;

/** Tells of an episode; true for the first telling alone. */
export async function raiseAlert(
  writer: Store['database'] | Transaction,
  alert: { kind: AlertKind; subject: string; text: string; at: Date },
): Promise<boolean> {
  const { at, ...rest } = alert;
  const raised = await writer
    .insert(alerts)
    .values({ ...rest, since: at })
    .onConflictDoNothing()
    .returning({ id: alerts.id });
  return raised.length > 0;
}

/** The episode is over: the next one is told again. */
export async function endAlert(
  writer: Store['database'] | Transaction,
  alert: { kind: AlertKind; subject: string; at: Date },
): Promise<void> {
  await writer
    .update(alerts)
    .set({ endedAt: alert.at })
    .where(and(eq(alerts.kind, alert.kind), eq(alerts.subject, alert.subject), isNull(alerts.endedAt)));
}

/**
 * What waited for a person has been seen to, another publication of the item is in its place, or what was told of a post is not so any more:
 * the episode is over.
 */
export async function endSettledAlerts(writer: Store['database'] | Transaction, at: Date): Promise<void> {
  await writer.execute(sql`
    update hub.alerts a set ended_at = greatest(a.since, ${at.toISOString()}::timestamptz)
    where a.ended_at is null
      and a.kind in ('failed', 'ambiguous', 'held', 'handed_off', 'incomplete', 'differs', 'wish')
      and not exists (
        select from hub.publications p where p.id = a.subject and case a.kind
          when 'incomplete' then p.state = 'published' and p.follow_up = 'given_up'
          when 'differs' then p.state = 'published' and p.verification = 'differs'
          when 'wish' then p.state = 'published' and p.wish = 'none'
          else p.state = a.kind and not exists (
            select from hub.publications n where n.item = p.item and n.created_at > p.created_at) end)`);
}

/** Nothing that anybody does changes them: they are told until a person has said that it was seen. */
export const wantsToBeSeen = (kind: AlertKind): boolean =>
  kind === 'incomplete' || kind === 'differs' || kind === 'wish';

/** A person has seen it: the episode is over. What goes by itself, or wants a decision, is refused. */
export async function endSeenAlert(store: Store, id: number, at: Date): Promise<Alert> {
  return inTransaction(store, async (transaction) => {
    const [alert] = await transaction.select().from(alerts).where(eq(alerts.id, id)).for('update');
    if (alert === undefined || alert.endedAt !== null)
      throw new StoreError('no_row', `There is no open alert ${id}.`, { id });
    if (!wantsToBeSeen(alert.kind))
      throw new StoreError(
        'taken',
        `The alert ${id} (${alert.kind}) is over when what it tells of is: ${alert.text}`,
        { id, kind: alert.kind },
      );
    await endAlert(transaction, { ...alert, at });
    return alert;
  });
}

export async function readOpenAlerts(reader: Reader): Promise<Alert[]> {
  return reader
    .select()
    .from(alerts)
    .where(isNull(alerts.endedAt))
    .orderBy(desc(alerts.since), desc(alerts.id));
}
