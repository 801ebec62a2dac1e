import { makeClock } from '@musterhq/clock';
import type { Configuration } from '../configuration.ts';
import type { Claim } from './budget-limits.ts';

/** The civil date of an instant in the configured zone: what a budget of a day counts by, whatever the plan's own calendar says. */
export function civilDay(configuration: Pick<Configuration, 'zone'>, epochMs: number): string {
  const calendar = makeClock({ kind: 'real', planStart: '2000-01-01', zone: configuration.zone });
  return calendar.planTimeAt(epochMs).date;
}

/** What a turn is counted under when it starts now. */
export function claimOf(
  context: { fence: { run: string }; configuration: Pick<Configuration, 'zone'>; clock: { now(): number } },
  turn: { id: string; session: number; task: string; driver: string },
): Claim {
  const { id, session, task, driver } = turn;
  const day = civilDay(context.configuration, context.clock.now());
  return { turn: id, run: context.fence.run, session, task, driver, day };
}
