import type { Chart } from './assemble-chart.ts';
import { nextStep } from './time-axis.ts';

export type Span = { from: number; until: number };

/**
 * What the timeline reaches over: the run, and the run with all days of the plan, null where days hold nothing back. `now` is null once the run
 * is over. Until then the end is a step ahead of the clock, so that it stays for a while and nothing moves with each second.
 */
export function spansOf(
  { startedAt, lastAt, plan }: Pick<Chart, 'startedAt' | 'lastAt' | 'plan'>,
  now: number | null,
): { run: Span; plan: Span | null } {
  const latest = Math.max(now ?? lastAt, startedAt);
  const room = Math.max(1_000, (latest - startedAt) * 0.04);
  const step = nextStep(room);
  const until =
    now === null ? latest + room : startedAt + Math.ceil((latest - startedAt + room) / step) * step;
  return {
    run: { from: startedAt, until },
    plan: plan === null ? null : { from: plan.from, until: Math.max(until, plan.until) },
  };
}
