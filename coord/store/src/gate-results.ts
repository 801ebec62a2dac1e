import { and, eq } from 'drizzle-orm';
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
        outcome: row.outcome,
        exitCode: row.exitCode,
        counts: row.counts,
        durationMs: row.durationMs,
        commit: row.commit,
        tree: row.tree,
      },
    });
  });
}

/** A pass of this gate, as it is defined now, on these very contents; whoever asked for it then. */
export async function findPassedGate(
  reader: Reader,
  run: string,
  { gate, definition, contents }: { gate: string; definition: string; contents: string },
): Promise<GateResult | undefined> {
  const [row] = await reader
    .select()
    .from(gateResults)
    .where(
      and(
        eq(gateResults.run, run),
        eq(gateResults.gate, gate),
        eq(gateResults.definition, definition),
        eq(gateResults.contents, contents),
        eq(gateResults.outcome, 'passed'),
      ),
    )
    .limit(1);
  return row;
}

export async function readGateResults(reader: Reader, run: string): Promise<GateResult[]> {
  return reader.select().from(gateResults).where(eq(gateResults.run, run)).orderBy(gateResults.id);
}
