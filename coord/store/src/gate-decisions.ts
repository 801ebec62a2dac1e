import { eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { announceWith } from './record.ts';
import { gateDecisions, requests } from './schema.ts';

export type GateDecision = typeof gateDecisions.$inferSelect;
export type NewGateDecision = Omit<typeof gateDecisions.$inferInsert, 'id' | 'run' | 'at'>;

/**
 * What a person said of a gate on exact contents. Comes from a process that is not the coordinator; in the same transaction the
 * event, and a request that wakes the coordinator.
 */
export async function insertGateDecision(
  store: Store,
  run: string,
  decision: NewGateDecision,
): Promise<GateDecision> {
  return announceWith(store, run, async (transaction, append) => {
    const [row] = await transaction
      .insert(gateDecisions)
      .values({ run, ...decision })
      .returning();
    const { id, gate, definition, contents, by, why } = row!;
    const data = { gate, definition, contents, decision: row!.decision, by, why };
    await append({ key: `gate-decision:${id}`, kind: 'gate_decided', data });
    await transaction
      .insert(requests)
      .values({ run, kind: 'decide', data: { gate, decision: row!.decision } });
    return row!;
  });
}

/** In the order they were made; the last one on a gate and its contents counts. */
export async function readGateDecisions(reader: Reader, run: string): Promise<GateDecision[]> {
  return reader.select().from(gateDecisions).where(eq(gateDecisions.run, run)).orderBy(gateDecisions.id);
}
