import type { Plan } from '@musterhq/plan';
import type { Review } from '@musterhq/store';
import { minuteOf, roundKinds } from './due-rounds.ts';
import type { Facts, Limits } from './facts.ts';
import type { Judgement } from './review.ts';
import type { WorkState } from './work-state.ts';

/** `number` counts the reviews of one name: a held one may be repeated when something changed. */
export type DueReview = { name: string; number: number; day: number };

/**
 * The master reviews what is integrated: every evening at a dated pace, at pace asap once for each block when it is
 * whole, and at the end when everything is done. The last one comes again when it was held and something changed: new
 * work, a new coordinator (somebody may have bound a gate in between), a person's word on a gate that held it.
 */
export function nextReview(
  plan: Plan,
  states: Map<string, WorkState>,
  facts: Facts,
  limits: Limits,
): DueReview | undefined {
  const due = limits.pace === 'dated' ? eveningReview(plan, facts) : blockReview(plan, states, facts);
  if (due !== undefined) return due;
  if (facts.main === facts.integration) return undefined;
  const last = facts.reviews.at(-1);
  const comesAgain = last !== undefined && (isHeldByDecided(last, facts) || isHeldOutside(last, facts));
  if (isEnd(states))
    return comesAgain || isChanged(last, facts) ? again('end', planEnd(plan), facts) : undefined;
  // Before the end only for what holds it: whatever came in since waits for its block or its evening.
  return comesAgain ? again(last.name, dayOf(plan, last.name), facts) : undefined;
}

function isChanged(last: Review | undefined, facts: Facts): boolean {
  return (
    last === undefined ||
    last.verdict === 'landed' ||
    last.evidence.integration !== facts.integration ||
    last.evidence.generation !== facts.generation
  );
}

/** By the ids that the review itself had read: a word that came while it judged was not heard by it. */
function isHeldByDecided(last: Review, { decisions }: Facts): boolean {
  if (last.verdict === 'landed') return false;
  const judgements = (last.evidence.judgements ?? []) as Judgement[];
  const heard = new Set((last.evidence.decisions ?? []) as number[]);
  const reds = judgements.filter((one) => one.kind !== 'milestone' && one.outcome === 'red');
  const gates = new Set(reds.flatMap((one) => one.gates.map(({ gate }) => gate)));
  return decisions.some(({ id, gate }) => !heard.has(id) && gates.has(gate));
}

/** What held it lies outside of the run: the pull request may be merged, the checkout clean. Each coordinator looks once. */
const isHeldOutside = ({ verdict, evidence }: Review, { generation }: Facts): boolean =>
  verdict === 'held' &&
  (evidence.pullRequest !== undefined || evidence.checkout !== undefined) &&
  evidence.generation !== generation;

const dayOf = (plan: Plan, name: string): number =>
  plan.blocks.find((block) => block.id === name)?.lastDay ??
  Number(/^day-(\d+)$/.exec(name)?.[1] ?? planEnd(plan));

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
