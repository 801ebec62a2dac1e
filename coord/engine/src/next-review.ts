import type { Plan } from '@musterhq/plan';
import { minuteOf, roundKinds } from './due-rounds.ts';
import type { Facts, Limits } from './facts.ts';
import type { WorkState } from './work-state.ts';

/** `number` counts the reviews of one name: a held one may be repeated when something changed. */
export type DueReview = { name: string; number: number; day: number };

/**
 * The master reviews what is integrated: every evening at a dated pace, at pace asap once for each block when it is
 * whole, and at the end when everything is done. The last one comes again when it was held and something changed: new
 * work, or a new coordinator (somebody may have bound a gate in between).
 */
export function nextReview(
  plan: Plan,
  states: Map<string, WorkState>,
  facts: Facts,
  limits: Limits,
): DueReview | undefined {
  const last = facts.reviews.at(-1);
  const isUnchanged =
    last !== undefined &&
    last.verdict !== 'landed' &&
    last.evidence.integration === facts.integration &&
    last.evidence.generation === facts.generation;
  const due = limits.pace === 'dated' ? eveningReview(plan, facts) : blockReview(plan, states, facts);
  if (due !== undefined) return due;
  return isEnd(states) && facts.main !== facts.integration && !isUnchanged
    ? again('end', planEnd(plan), facts)
    : undefined;
}

function eveningReview(plan: Plan, facts: Facts): DueReview | undefined {
  const kinds = roundKinds(plan);
  const evening = plan.rounds.find((round) => kinds.get(round.id) === 'review');
  const minute = evening === undefined ? 18 * 60 : minuteOf(evening);
  const isEvening = facts.minuteOfDay >= minute;
  const day = isEvening ? facts.day : facts.day - 1;
  if (day < 1 || facts.main === facts.integration) return undefined;
  // An evening that passed with nothing to review is over: what came in since waits for the next one.
  if (!isEvening && facts.roundsHeld.has(`${evening?.id}@day-${day}`)) return undefined;
  const name = `day-${day}`;
  return facts.reviews.some((review) => review.name === name) ? undefined : again(name, day, facts);
}

function blockReview(plan: Plan, states: Map<string, WorkState>, facts: Facts): DueReview | undefined {
  for (const block of plan.blocks) {
    const tasks = plan.tasks.filter((task) => task.block === block.id);
    const isWhole = tasks.length > 0 && tasks.every((task) => states.get(task.id)!.kind === 'done');
    const wasHeld = facts.reviews.some((review) => review.name === block.id);
    if (isWhole && !wasHeld) return again(block.id, block.lastDay, facts);
  }
  return undefined;
}

const again = (name: string, day: number, facts: Facts): DueReview => ({
  name,
  day,
  number: facts.reviews.filter((review) => review.name === name).length + 1,
});

const planEnd = (plan: Plan): number => Math.max(1, ...plan.blocks.map((block) => block.lastDay));

function isEnd(states: Map<string, WorkState>): boolean {
  return [...states.values()].every((state) => state.kind === 'done');
}
