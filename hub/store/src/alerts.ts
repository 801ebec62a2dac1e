import { and, desc, eq, isNull } from 'drizzle-orm';
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

export async function readOpenAlerts(reader: Reader): Promise<Alert[]> {
  return reader
    .select()
    .from(alerts)
    .where(isNull(alerts.endedAt))
    .orderBy(desc(alerts.since), desc(alerts.id));
}
