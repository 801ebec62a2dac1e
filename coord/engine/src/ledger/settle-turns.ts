import {
  readAnsweredTurns,
  readBooks,
  readTurns,
  readUsage,
  release,
  type Store,
  settle,
} from '@musterhq/store';
import type { Context } from '../context.ts';
import { boundOf } from './budget-policy.ts';
import { civilDay } from './claim-of.ts';
import { nextSettlements } from './next-settlements.ts';
import { type TurnUsage, usageOfTurns } from './usage-of-turns.ts';

/** Settles every turn that is over, and gives back what was never begun: after each turn, and when a coordinator takes over. */
export async function settleTurns(
  context: Pick<Context, 'store' | 'fence' | 'configuration' | 'clock'>,
): Promise<void> {
  const { store, fence, configuration, clock } = context;
  const day = civilDay(configuration, clock.now());
  const { reservations } = await readBooks(store.database, fence.run, day);
  const open = reservations.filter((row) => row.run === fence.run && row.state === 'reserved');
  if (open.length === 0) return;
  const turns = await readTurns(store.database, fence.run);
  const ids = open.map(({ turn }) => turn);
  const usage = await readTurnUsage(store, fence.run, ids, configuration);
  const { run, generation } = fence;
  for (const next of nextSettlements({ run, generation, reservations: open, turns, usage })) {
    if (next.kind === 'settle') await settle(store, fence, next.turn, next.amount);
    else await release(store, fence, next.turn);
  }
}

/** What some turns used; with the rest of their conversations read beside them, since a total needs the one before it. */
export async function readTurnUsage(
  store: Store,
  run: string,
  ids: readonly string[],
  configuration: Context['configuration'],
): Promise<TurnUsage[]> {
  const [turns, usage, answered] = await Promise.all([
    readTurns(store.database, run),
    readUsage(store.database, run, ids),
    readAnsweredTurns(store.database, run, ids),
  ]);
  const bound = boundOf(configuration);
  return usageOfTurns({ turns, usage, bound, answered }).filter(({ turn }) => ids.includes(turn.id));
}
