import { readBooks } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { Claim } from './budget-limits.ts';
import { budgetPolicy } from './budget-policy.ts';
import { allowanceOf, findSpent } from './next-reservation.ts';
import { readTurnUsage } from './settle-turns.ts';
import type { Spent } from './spent.ts';

type Around = Pick<Context, 'store' | 'fence' | 'configuration' | 'live'>;

/** The budget that a turn under way has used up by what the store holds of it, after which it is to be stopped. */
export async function spentByTurn(context: Around, claim: Claim): Promise<Spent | undefined> {
  const { store, fence, configuration, live } = context;
  const [usage] = await readTurnUsage(store, fence.run, [claim.turn], configuration);
  if (usage === undefined) return undefined;
  const books = await readBooks(store.database, fence.run, claim.day);
  const used = { tokens: usage.told, cents: usage.countedCents };
  return findSpent(claim, used, books, budgetPolicy(configuration, live.plan));
}

/** What the turn may come to in all, for whoever meters it call by call; null: no limit. */
export async function readAllowance(
  { store, fence, configuration, live }: Around,
  claim: Claim,
): Promise<{ tokens: number | null; cents: number | null }> {
  const books = await readBooks(store.database, fence.run, claim.day);
  return allowanceOf(claim, books, budgetPolicy(configuration, live.plan));
}
