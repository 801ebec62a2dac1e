import type { Books, BudgetScope } from '@musterhq/store';
import { z } from 'zod';
import { type BudgetPolicy, findLimit } from './budget-limits.ts';
import { holdings } from './next-reservation.ts';

const unitSchema = z.object({ limit: z.number(), used: z.number(), reserved: z.number(), left: z.number() });
type Unit = z.infer<typeof unitSchema>;

/** One budget that holds now, and where it stands. */
const budgetSchema = z.object({
  scope: z.enum(['run', 'day', 'session', 'task']),
  key: z.string(),
  label: z.string(),
  origin: z.enum(['configuration', 'document', 'person']),
  /** Of a limit that a person set. */
  by: z.string().nullable(),
  why: z.string().nullable(),
  tokens: unitSchema.nullable(),
  cents: unitSchema.nullable(),
});
export type BudgetView = z.infer<typeof budgetSchema>;

/** What `muster budget --json` prints. */
export const budgetsSchema = z.object({
  run: z.object({ id: z.string(), state: z.string() }),
  day: z.string(),
  budgets: z.array(budgetSchema),
});
export type Budgets = z.infer<typeof budgetsSchema>;

/** Every budget of a run and of the day, the widest first; of sessions and tasks those that have one. */
export function assembleBudgets(facts: {
  run: string;
  day: string;
  sessions: readonly number[];
  tasks: readonly { id: string; label: string }[];
  books: Books;
  policy: BudgetPolicy;
}): BudgetView[] {
  const { run, day, books, policy } = facts;
  const view = (scope: BudgetScope, key: string, label: string): BudgetView[] => {
    const limit = findLimit(scope, key, books.budgets, policy);
    if (limit === undefined || (limit.tokens === null && limit.cents === null)) return [];
    const unit = (of: 'tokens' | 'cents'): Unit | null => {
      if (limit[of] === null) return null;
      const { used, reserved } = holdings(limit, { run }, books.reservations, of);
      return { limit: limit[of], used, reserved, left: Math.max(0, limit[of] - used - reserved) };
    };
    const { origin, by, why } = limit;
    return [{ scope, key, label, origin, by, why, tokens: unit('tokens'), cents: unit('cents') }];
  };
  return [
    ...view('run', '', 'run'),
    ...view('day', day, `day ${day}`),
    ...facts.sessions.flatMap((id) => view('session', String(id), `Session ${id}`)),
    ...facts.tasks.flatMap(({ id, label }) => view('task', id, `task ${label}`)),
  ];
}
