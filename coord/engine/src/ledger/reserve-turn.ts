import { type Amount, reserve } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { Claim } from './budget-limits.ts';
import { budgetPolicy } from './budget-policy.ts';
import { nextReservation } from './next-reservation.ts';
import { settleTurns } from './settle-turns.ts';
import { type Spent, spentWords } from './spent.ts';

/**
 * Takes a turn's part out of every budget, or says which one has no room; told in the log once for each limit. May be repeated:
 * a turn that has its part keeps it.
 */
export async function reserveTurn(
  context: Pick<Context, 'store' | 'fence' | 'configuration' | 'clock' | 'live'>,
  claim: Claim,
): Promise<({ kind: 'reserved' } & Amount) | { kind: 'held'; spent: Spent }> {
  // What is over by now makes room first.
  await settleTurns(context);
  const policy = budgetPolicy(context.configuration, context.live.plan);
  return reserve(context.store, context.fence, claim, (books) => {
    const decision = nextReservation(claim, books, policy);
    if (decision.kind === 'reserved') return decision;
    const { spent } = decision;
    const event = {
      key: `budget:${spent.scope}:${spent.key}:${spent.unit}:${spent.limit}:${spent.isTemporary ? 'held' : 'spent'}:${claim.task}`,
      kind: 'budget_spent' as const,
      session: claim.session,
      task: claim.task,
      data: { ...spent, reason: spentWords(spent) },
    };
    return { kind: 'held' as const, spent, event };
  });
}
