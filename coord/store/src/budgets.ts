import { asc, eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { announceWith } from './record.ts';
import { budgets, requests } from './schema.ts';

export type Budget = typeof budgets.$inferSelect;
export type NewBudget = Omit<typeof budgets.$inferInsert, 'id' | 'run' | 'at'>;

/**
 * A limit that a person sets, in place of the earlier one of the same scope and key. Comes from a process that is not the
 * coordinator; in the same transaction the event, and a request that wakes the coordinator.
 */
export async function setBudget(store: Store, run: string, budget: NewBudget): Promise<Budget> {
  return announceWith(store, run, async (transaction, append) => {
    const [row] = await transaction
      .insert(budgets)
      .values({ run, ...budget })
      .returning();
    const { id, scope, key, tokens, cents, by, why } = row!;
    const data = { scope, key, tokens, cents, by, why };
    await append({
      key: `budget:${id}`,
      kind: 'budget_set',
      ...(scope === 'task' && key !== '' ? { task: key } : {}),
      ...(scope === 'session' && key !== '' ? { session: Number(key) } : {}),
      data,
    });
    await transaction.insert(requests).values({ run, kind: 'budget', data: { scope, key } });
    return row!;
  });
}

/** In the order they were set; the last one of a scope and key counts. */
export async function readBudgets(reader: Reader, run: string): Promise<Budget[]> {
  return reader.select().from(budgets).where(eq(budgets.run, run)).orderBy(asc(budgets.id));
}
