import { and, asc, eq, or } from 'drizzle-orm';
import { type Budget, readBudgets } from './budgets.ts';
import type { Reader, Store } from './make-store.ts';
import { type Fence, type NewEvent, record } from './record.ts';
import { reservations } from './schema.ts';

export type Reservation = typeof reservations.$inferSelect;

/** What was taken out of the budgets, and what people set: all that a decision about a further turn uses. */
export type Books = {
  /** Of the run, and of the same day in other runs. */
  reservations: Reservation[];
  budgets: Budget[];
};

export type Amount = { tokens: number; cents: number };

export async function readBooks(reader: Reader, run: string, day: string): Promise<Books> {
  const [rows, limits] = await Promise.all([
    reader
      .select()
      .from(reservations)
      .where(or(eq(reservations.run, run), eq(reservations.day, day)))
      .orderBy(asc(reservations.reservedAt), asc(reservations.turn)),
    readBudgets(reader, run),
  ]);
  return { reservations: rows, budgets: limits };
}

/**
 * Takes a turn's amount out of the budgets, or tells that it is held, as `decide` says of the books. The run's row is locked
 * from reading to writing, so that two turns never both get the last of a budget. A turn that has its reservation keeps it.
 */
export async function reserve<Held extends { event: NewEvent }>(
  store: Store,
  fence: Fence,
  turn: Pick<Reservation, 'turn' | 'session' | 'task' | 'driver' | 'day'>,
  decide: (books: Books) => ({ kind: 'reserved' } & Amount) | ({ kind: 'held' } & Held),
): Promise<({ kind: 'reserved' } & Amount) | ({ kind: 'held' } & Held)> {
  return record(store, fence, async (transaction, append) => {
    const books = await readBooks(transaction, fence.run, turn.day);
    const known = books.reservations.find((row) => row.turn === turn.turn);
    if (known !== undefined && known.state !== 'released')
      return { kind: 'reserved' as const, tokens: known.tokens, cents: known.cents };
    const decision = decide(books);
    if (decision.kind === 'held') {
      await append(decision.event);
      return decision;
    }
    const { tokens, cents } = decision;
    const row = { state: 'reserved', tokens, cents, reservedAt: new Date(), endedAt: null } as const;
    const values = { ...turn, ...row, run: fence.run, generation: fence.generation };
    await transaction
      .insert(reservations)
      .values(values)
      .onConflictDoUpdate({ target: reservations.turn, set: values });
    return decision;
  });
}

/** The turn is over: what it came to stands in place of what was reserved. Once; a repeat changes nothing. */
export function settle(store: Store, fence: Fence, turn: string, amount: Amount): Promise<boolean> {
  return end(store, fence, turn, { state: 'settled', ...amount });
}

/** The turn never started: what was reserved for it is free again. */
export function release(store: Store, fence: Fence, turn: string): Promise<boolean> {
  return end(store, fence, turn, { state: 'released', tokens: 0, cents: 0 });
}

async function end(
  store: Store,
  fence: Fence,
  turn: string,
  change: { state: 'settled' | 'released' } & Amount,
): Promise<boolean> {
  return record(store, fence, async (transaction) => {
    const ended = await transaction
      .update(reservations)
      .set({ ...change, endedAt: new Date() })
      .where(
        and(eq(reservations.run, fence.run), eq(reservations.turn, turn), eq(reservations.state, 'reserved')),
      )
      .returning({ turn: reservations.turn });
    return ended.length > 0;
  });
}
