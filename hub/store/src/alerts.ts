import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Reader, Store, Transaction } from './make-store.ts';
import { type AlertKind, alerts } from './schema.ts';

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

/** What waited for a person has been seen to, or another publication of the item is in its place: the episode is over. */
export async function endSettledAlerts(writer: Store['database'] | Transaction, at: Date): Promise<void> {
  await writer.execute(sql`
    update hub.alerts a set ended_at = greatest(a.since, ${at.toISOString()}::timestamptz)
    where a.ended_at is null and a.kind in ('failed', 'ambiguous', 'held', 'handed_off') and not exists (
      select from hub.publications p where p.id = a.subject and p.state = a.kind and not exists (
        select from hub.publications n where n.item = p.item and n.created_at > p.created_at))`);
}

export async function readOpenAlerts(reader: Reader): Promise<Alert[]> {
  return reader
    .select()
    .from(alerts)
    .where(isNull(alerts.endedAt))
    .orderBy(desc(alerts.since), desc(alerts.id));
}
