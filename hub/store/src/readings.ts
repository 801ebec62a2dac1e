import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { metrics, publications, readings } from './schema.ts';

export type Reading = typeof readings.$inferSelect;

/** Readings of posts that are still out. */
export async function readDueReadings(
  reader: Reader,
  now: Date,
  limit: number,
): Promise<(Reading & { account: string; remoteId: string })[]> {
  const rows = await reader
    .select({ reading: readings, account: publications.account, remoteId: publications.remoteId })
    .from(readings)
    .innerJoin(publications, eq(publications.id, readings.publication))
    .where(and(eq(readings.state, 'due'), lte(readings.dueAt, now), eq(publications.state, 'published')))
    .orderBy(asc(readings.dueAt))
    .limit(limit);
  return rows.map(({ reading, account, remoteId }) => ({ ...reading, account, remoteId: remoteId! }));
}

/** The figures of one reading; the first ones that were stored stay. */
export async function storeMetrics(
  store: Store,
  reading: { publication: string; name: string },
  values: Readonly<Record<string, number>>,
  at: Date,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const rows = Object.entries(values).map(([metric, value]) => ({
      publication: reading.publication,
      reading: reading.name,
      metric,
      value,
      at,
    }));
    if (rows.length > 0) await transaction.insert(metrics).values(rows).onConflictDoNothing();
    await transaction.update(readings).set({ state: 'read' }).where(isReading(reading));
  });
}

/** A reading that failed: it is done again later, or cannot be had any more. */
export async function failReading(
  store: Store,
  reading: { publication: string; name: string },
  failure: { reason: string; again: Date | undefined },
): Promise<void> {
  await store.database
    .update(readings)
    .set({
      tries: sql`${readings.tries} + 1`,
      reason: failure.reason,
      ...(failure.again === undefined ? { state: 'missed' as const } : { dueAt: failure.again }),
    })
    .where(and(isReading(reading), eq(readings.state, 'due')));
}

/** A reading that its account has no calls left for. */
export async function postponeReading(
  store: Store,
  reading: { publication: string; name: string },
  to: Date,
): Promise<void> {
  await store.database
    .update(readings)
    .set({ dueAt: to })
    .where(and(isReading(reading), eq(readings.state, 'due')));
}

/** The timetable of one post's figures. */
export async function readReadings(reader: Reader, publication: string): Promise<Reading[]> {
  return reader
    .select()
    .from(readings)
    .where(eq(readings.publication, publication))
    .orderBy(asc(readings.dueAt));
}

export async function readMetrics(
  reader: Reader,
  publication: string,
): Promise<(typeof metrics.$inferSelect)[]> {
  return reader
    .select()
    .from(metrics)
    .where(eq(metrics.publication, publication))
    .orderBy(metrics.reading, metrics.metric);
}

/** Of each post's figures the last ones that were read. */
export async function readLatestMetrics(
  reader: Reader,
  ids: readonly string[],
): Promise<Pick<typeof metrics.$inferSelect, 'publication' | 'metric' | 'value' | 'at'>[]> {
  if (ids.length === 0) return [];
  return reader
    .selectDistinctOn([metrics.publication, metrics.metric], {
      publication: metrics.publication,
      metric: metrics.metric,
      value: metrics.value,
      at: metrics.at,
    })
    .from(metrics)
    .where(inArray(metrics.publication, [...ids]))
    .orderBy(metrics.publication, metrics.metric, desc(metrics.at));
}

function isReading({ publication, name }: { publication: string; name: string }) {
  return and(eq(readings.publication, publication), eq(readings.name, name));
}
