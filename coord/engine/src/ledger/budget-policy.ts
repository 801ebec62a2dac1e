import type { Plan } from '@musterhq/plan';
import type { Configuration } from '../configuration.ts';
import type { BudgetPolicy } from './budget-limits.ts';
import type { Bound } from './usage-of-turns.ts';

/** What stands beside the limits that people set: the configuration, and what the document gives its tasks. */
export function budgetPolicy(configuration: Pick<Configuration, 'budget'>, plan: Plan): BudgetPolicy {
  const given = plan.tasks.flatMap(({ id, budgetTokens }) =>
    budgetTokens === undefined ? [] : [[id, budgetTokens] as const],
  );
  return { standing: configuration.budget, ofTasks: new Map(given) };
}

export const boundOf = ({ budget }: Pick<Configuration, 'budget'>): Bound => ({
  tokens: budget.unknown.tokens,
  cents: budget.unknown.usd * 100,
});
