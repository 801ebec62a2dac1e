import type { Plan, Round } from '@musterhq/plan';
import type { Facts, Limits } from './facts.ts';
import type { WorkState } from './work-state.ts';

export type RoundKind = 'standup' | 'sync' | 'review';
/** `when` is `day-3` at a dated pace and the block's id at pace asap. */
export type DueRound = { round: string; when: string; day: number };

/** By the hour: the first round of the day opens it, the last one closes it, the others are syncs. */
export function roundKinds(plan: Plan): Map<string, RoundKind> {
  const byHour = plan.rounds.toSorted((a, b) => a.at.localeCompare(b.at));
  return new Map(
    byHour.map((round, index): [string, RoundKind] => [
      round.id,
      index === 0 ? 'standup' : index === byHour.length - 1 ? 'review' : 'sync',
    ]),
  );
}

export function minuteOf(round: Round): number {
  const [hours, minutes] = round.at.split(':').map(Number);
  return hours! * 60 + minutes!;
}

/** The rounds whose hour has come and that were not held yet, oldest first. */
export function dueRounds(
  plan: Plan,
  states: Map<string, WorkState>,
  facts: Facts,
  limits: Limits,
): DueRound[] {
  const due = limits.pace === 'dated' ? byCalendar(plan, facts) : byBlock(plan, states);
  return due.filter((round) => !facts.roundsHeld.has(`${round.round}@${round.when}`));
}

function byCalendar(plan: Plan, facts: Facts): DueRound[] {
  const due: DueRound[] = [];
  const rounds = plan.rounds.toSorted((a, b) => a.at.localeCompare(b.at));
  // Older ones were missed while nobody coordinated: a page about them would tell today's facts under their date.
  for (let day = Math.max(1, facts.day - 1); day <= facts.day; day += 1) {
    for (const round of rounds) {
      if (day < facts.day || minuteOf(round) <= facts.minuteOfDay)
        due.push({ round: round.id, when: `day-${day}`, day });
    }
  }
  return due;
}

/** At pace asap a block has its rounds: at its first task, at its first result, and when it is settled. */
function byBlock(plan: Plan, states: Map<string, WorkState>): DueRound[] {
  const kinds = roundKinds(plan);
  return plan.blocks.flatMap((block) => {
    const tasks = plan.tasks.filter((task) => task.block === block.id).map((task) => states.get(task.id)!);
    const hasBegun = tasks.some((state) => state.kind !== 'waiting');
    const isSettled =
      tasks.length > 0 && tasks.every((state) => state.kind === 'done' || state.kind === 'blocked');
    const hasResult = isSettled || tasks.some((state) => state.kind === 'done');
    const isDue = { standup: hasBegun, sync: hasResult, review: isSettled };
    return plan.rounds
      .toSorted((a, b) => a.at.localeCompare(b.at))
      .filter((round) => isDue[kinds.get(round.id)!])
      .map((round) => ({ round: round.id, when: block.id, day: block.lastDay }));
  });
}
