import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { gateResults } from './schema.ts';

export type GateResult = typeof gateResults.$inferSelect;
export type NewGateResult = Omit<typeof gateResults.$inferInsert, 'run' | 'id' | 'at'> & {
  session?: number;
  task?: string;
};

export async function insertGateResult(store: Store, fence: Fence, result: NewGateResult): Promise<void> {
  const { session, task, ...row } = result;
  await record(store, fence, async (transaction, append) => {
    await transaction
      .insert(gateResults)
      .values({ run: fence.run, ...row })
      .onConflictDoNothing();
    await append({
      key: `gate:${row.key}`,
      kind: 'gate_finished',
      ...(session === undefined ? {} : { session }),
      ...(task === undefined ? {} : { task }),
      data: {
        gate: row.gate,
        kind: row.kind,
        outcome: row.outcome,
        exitCode: row.exitCode,
        counts: row.counts,
        durationMs: row.durationMs,
        commit: row.commit,
        tree: row.tree,
        // A pass after the first try: the same contents were red a moment before.
        ...(row.outcome === 'passed' && (row.tries ?? 1) > 1 ? { flaky: true, tries: row.tries } : {}),
      },
    });
  });
}

/** What a result is known by beside its gate: how that is defined, what it reads, and what it sees of the world. */
export type GateKey = { gate: string; definition: string; contents: string; environment: string };

/** The newest result under this key, in whichever run it came; with `outcome` the newest that ended so. */
export async function findGateResult(
  reader: Reader,
  { gate, definition, contents, environment, outcome }: GateKey & { outcome?: string },
): Promise<GateResult | undefined> {
  const [row] = await reader
    .select()
    .from(gateResults)
    .where(
      and(
        eq(gateResults.gate, gate),
        eq(gateResults.definition, definition),
        eq(gateResults.contents, contents),
        eq(gateResults.environment, environment),
        ...(outcome === undefined ? [] : [eq(gateResults.outcome, outcome)]),
      ),
    )
    .orderBy(desc(gateResults.id))
    .limit(1);
  return row;
}

export async function readGateResults(reader: Reader, run: string): Promise<GateResult[]> {
  return reader.select().from(gateResults).where(eq(gateResults.run, run)).orderBy(gateResults.id);
}

/** Results of any run by their keys: what a review has taken from an earlier one. */
export async function readGateResultsByKey(reader: Reader, keys: string[]): Promise<GateResult[]> {
  if (keys.length === 0) return [];
  return reader.select().from(gateResults).where(inArray(gateResults.key, keys)).orderBy(gateResults.id);
}
