import type { Plan } from '@musterhq/plan';
import type { ReworkCause } from '@musterhq/store';
import { admitTurns } from './driving/admit-turns.ts';
import { type DueRound, dueRounds, roundKinds } from './due-rounds.ts';
import type { Facts, Limits } from './facts.ts';
import { preferWithoutConflict } from './forecast/prefer-without-conflict.ts';
import { heldBecause } from './held-because.ts';
import { type LandingDecision, nextLandings } from './landing/next-landing.ts';
import { type DueReview, nextReview } from './next-review.ts';
import type { Maker } from './reuse/maker-of.ts';
import type { Work } from './work.ts';
import { isOpen, type SentBack, statesOf, type WorkState } from './work-state.ts';

export type TurnWork = {
  task: string;
  session: number;
  attempt: number;
  turn: number;
  /** Why the work comes back: evidence of red gates, a refused handoff, a conflict. */
  feedback?: string;
  /** By what a turn of this attempt was sent back. */
  cause?: ReworkCause;
  /** Whose work the feedback is about. */
  of?: Maker;
  /** Whose work is judged; a person's lies in the worktree already. */
  by: 'driver' | 'person';
};

export type Decision =
  | ({ kind: 'hold_round' } & DueRound)
  | ({ kind: 'start_turn' } & TurnWork)
  | { kind: 'block'; task: string; session: number; attempt: number; reason: string }
  /** Nothing to do about the task before then. */
  | { kind: 'wait'; task: string; session: number; until: Date; reason: string }
  | LandingDecision
  | ({ kind: 'review' } & DueReview)
  | { kind: 'end'; state: 'finished' | 'blocked'; reason?: string };

/**
 * What to do now, from the facts alone: the same facts give the same decisions, so a coordinator that was
 * killed at any line decides again what it had decided. Decisions already under way come up again; whoever
 * carries them out knows them by their key.
 */
export function decide(plan: Plan, work: Work[], facts: Facts, limits: Limits): Decision[] {
  const states = statesOf(work, facts, limits);
  const review = nextReview(plan, states, facts, limits);
  // The evening page tells what the review decided, so it waits for it, also while work still lands before it.
  const kinds = roundKinds(plan);
  const rounds = dueRounds(plan, states, facts, limits).filter(
    ({ round }) => review === undefined || kinds.get(round) !== 'review',
  );
  const decisions: Decision[] = rounds.map((round) => ({ kind: 'hold_round', ...round }));
  decisions.push(...admitTurns(turnsToStart(work, states, facts, limits), facts, limits));
  // Before the landings: one that has begun is waited for, and no further one begins.
  if (review !== undefined) decisions.push({ kind: 'review', ...review });
  decisions.push(...nextLandings(facts, limits.queue));
  if (decisions.length === 0) {
    const end = endOf(plan, states, facts, limits);
    if (end !== undefined) decisions.push(end);
  }
  return decisions;
}

function turnsToStart(
  work: Work[],
  states: Map<string, WorkState>,
  facts: Facts,
  limits: Limits,
): Decision[] {
  const decisions: Decision[] = [];
  const busy = new Set([...facts.heldByPerson, ...facts.paused]);
  let running = 0;
  for (const item of work) {
    const state = states.get(item.id)!;
    if (!isOpen(state)) continue;
    busy.add(item.session);
    running += 1;
    if (facts.heldByPerson.has(item.session)) continue;
    if (facts.paused.has(item.session) && !isUnderWay(item, state, facts)) continue;
    const isGiven = facts.givenBack.has(item.session);
    if (state.kind === 'working') {
      decisions.push(turn(item, state.attempt, state.turn, isGiven, state.sentBack));
    }
    if (state.kind === 'rework') {
      decisions.push(
        isGiven
          ? turn(item, state.attempt, state.turn + 1, true, state)
          : followUp(item, state, facts, limits),
      );
    }
    if (state.kind === 'paused') {
      decisions.push(
        isGiven
          ? turn(item, state.attempt, state.turn + 1, true, state.sentBack)
          : afterPause(item, state, facts.now),
      );
    }
  }
  // What stands on work that is being taken back begins after it, or not at all.
  const leaving = new Set(
    facts.reverts
      .filter((revert) => revert.state === 'submitted')
      .flatMap((revert) => revert.attempts.map((name) => name.slice(0, name.lastIndexOf('#')))),
  );
  const ready = work.filter(
    (item) => states.get(item.id)!.kind === 'ready' && !item.dependsOn.some(({ task }) => leaving.has(task)),
  );
  for (const item of preferWithoutConflict(ready, facts.forecasts)) {
    if (running >= limits.concurrency || busy.has(item.session)) continue;
    const state = states.get(item.id) as WorkState & { kind: 'ready' };
    const reopened = state.reason === undefined ? undefined : { feedback: state.reason };
    decisions.push(turn(item, state.attempt, 1, facts.givenBack.has(item.session), reopened));
    busy.add(item.session);
    running += 1;
  }
  return decisions;
}

/** Begun and not judged: goes on to its end, also where no further one is to begin. */
const isUnderWay = (item: Work, state: WorkState, { turns }: Facts): boolean =>
  state.kind === 'working' &&
  turns.some(
    ({ task, attempt, number, verdict }) =>
      task === item.id && attempt === state.attempt && number === state.turn && verdict === null,
  );

function turn(
  item: Work,
  attempt: number,
  number: number,
  isGiven: boolean,
  why?: Pick<SentBack, 'feedback'> & Partial<SentBack>,
): Decision {
  return {
    kind: 'start_turn',
    task: item.id,
    session: item.session,
    attempt,
    turn: number,
    by: isGiven ? 'person' : 'driver',
    ...(why === undefined ? {} : { feedback: why.feedback }),
    ...(why?.cause === undefined ? {} : { cause: why.cause }),
    ...(why?.by === undefined ? {} : { of: why.by }),
  };
}

function followUp(item: Work, state: WorkState & { kind: 'rework' }, facts: Facts, limits: Limits): Decision {
  const { attempt, cause, by, feedback } = state;
  const block = (reason: string): Decision => {
    return { kind: 'block', task: item.id, session: item.session, attempt, reason };
  };
  // Asked and then done nothing: it waits for the answer, and a further turn would have nothing else to say.
  const question = facts.questions.findLast(({ task }) => task === item.id);
  if (cause === 'nothing_done' && question !== undefined)
    return block(`It asks (question ${question.id}): ${question.text}`);
  if (state.idle >= limits.idleTurns)
    return block(`${state.idle} turns in a row changed nothing about this:\n${feedback}`);
  if (state.used < limits.turns && limits.canFollowUp(item.id, cause, by))
    return turn(item, attempt, state.turn + 1, false, state);
  return block(feedback);
}

function afterPause(item: Work, state: WorkState & { kind: 'paused' }, now: Date): Decision {
  const { attempt, pause } = state;
  const { id: task, session } = item;
  if (pause.kind === 'give_up') return { kind: 'block', task, session, attempt, reason: pause.reason };
  if (pause.kind === 'wait' && pause.until > now)
    return { kind: 'wait', task, session, until: pause.until, reason: pause.reason };
  return turn(item, attempt, state.turn + 1, false, state.sentBack);
}

/** Over when nothing runs and nothing can start any more, by itself or by the calendar. */
function endOf(
  plan: Plan,
  states: Map<string, WorkState>,
  facts: Facts,
  limits: Limits,
): Decision | undefined {
  const all = [...states.values()];
  if (facts.heldByPerson.size > 0) return undefined;
  if (facts.paused.size > 0 && all.some((state) => state.kind !== 'done')) return undefined;
  if (all.some((state) => state.kind === 'early')) return undefined;
  if (all.every((state) => state.kind === 'done')) {
    if (facts.main === facts.integration && isClosed(plan, facts)) return { kind: 'end', state: 'finished' };
    return { kind: 'end', state: 'blocked', ...becauseOf(facts) };
  }
  // Good work of today goes to main this evening, whatever is blocked beside it.
  const isReviewed = facts.reviews.some((review) => review.evidence.integration === facts.integration);
  if (limits.pace === 'dated' && facts.main !== facts.integration && !isReviewed) return undefined;
  // What waits, waits for something blocked: everything else would have been a decision.
  return { kind: 'end', state: 'blocked', ...becauseOf(facts) };
}

function becauseOf(facts: Facts): { reason?: string } {
  const reason = facts.main === facts.integration ? undefined : heldBecause(facts.reviews);
  return reason === undefined ? {} : { reason };
}

function isClosed(plan: Plan, facts: Facts): boolean {
  return plan.handoffs
    .filter((handoff) => handoff.producer !== undefined && handoff.consumer !== undefined)
    .every((handoff) => facts.handoffs.some((row) => row.handoff === handoff.id && row.state === 'accepted'));
}
