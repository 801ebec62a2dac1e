import { eq } from 'drizzle-orm';
import type { AttemptKey } from './attempts.ts';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { turns } from './schema.ts';

export type Turn = typeof turns.$inferSelect;

export async function insertTurn(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  turn: { id: string; number: number; driver: string },
): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .insert(turns)
      .values({
        run: fence.run,
        task: key.task,
        attempt: key.attempt,
        session: key.session,
        ...turn,
      })
      .onConflictDoNothing();
    await append({
      key: `turn:${turn.id}:started`,
      kind: 'turn_started',
      session: key.session,
      task: key.task,
      data: { attempt: key.attempt, turn: turn.number, driver: turn.driver, id: turn.id },
    });
  });
}

export async function endTurn(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  turn: { id: string; number: number },
  outcome: { kind: string } & Record<string, unknown>,
): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    await transaction.update(turns).set({ outcome, endedAt: new Date() }).where(eq(turns.id, turn.id));
    await append({
      key: `turn:${turn.id}:finished`,
      kind: 'turn_finished',
      session: key.session,
      task: key.task,
      data: { attempt: key.attempt, turn: turn.number, id: turn.id, ...outcome },
    });
  });
}

export async function readTurns(reader: Reader, run: string): Promise<Turn[]> {
  return reader.select().from(turns).where(eq(turns.run, run)).orderBy(turns.startedAt);
}
