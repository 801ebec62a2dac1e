import type { Plan } from '@musterhq/plan';
import type { Attempt, HandoffRow, ReworkCause, Verdict } from '@musterhq/store';
import type { Decision } from '../src/decide.ts';
import type { Facts, Limits } from '../src/facts.ts';
import type { Submission } from '../src/landing/next-landing.ts';
import type { QueueEvent } from '../src/landing/queue.ts';
import { makeHandoffRow, makeReview, makeTurn } from './make-facts.ts';

/** What becomes of the next thing that ends: a turn, a landing or a review takes of it what concerns it. */
export type Fate = 'good' | 'rework' | 'stopped' | 'conflict' | 'refused' | 'red';

export const open = (attempt: Attempt): boolean =>
  attempt.state === 'working' || attempt.state === 'submitted';

type Step = {
  plan: Plan;
  facts: Facts;
  limits: Limits;
  decisions: Decision[];
  which: number;
  fate: Fate;
  at: Date;
};
type Settled = { facts: Facts; what: string; started: string[] };

const eveningMinute = 18 * 60;

/**
 * Carries decisions out on facts in memory as the coordinator does on the store: rounds and blocks at once, every turn
 * that can start starts, and then one thing that is under way ends, chosen by `which` and judged by `fate`.
 */
export function settle(step: Step): Settled {
  const { facts, decisions } = step;
  const round = decisions.find((decision) => decision.kind === 'hold_round');
  if (round !== undefined) {
    const roundsHeld = new Set([...facts.roundsHeld, `${round.round}@${round.when}`]);
    return { facts: { ...facts, roundsHeld }, what: `round ${round.round}@${round.when}`, started: [] };
  }
  const block = decisions.find((decision) => decision.kind === 'block');
  if (block !== undefined) {
    const attempts = change(facts.attempts, block, {
      state: 'blocked',
      reason: block.reason,
      endedAt: step.at,
    });
    return { facts: { ...facts, attempts }, what: `block ${block.task}`, started: [] };
  }
  const settled = settleQueue(step);
  if (settled !== undefined) return { facts: settled, what: 'the queue moves', started: [] };
  const { facts: begun, started } = begin(step);
  const ends = ['start_turn', 'gate', 'land', 'review'];
  const going = decisions.filter(({ kind }) => ends.includes(kind));
  const next = going[step.which % Math.max(1, going.length)];
  if (next === undefined) return { facts: later(begun), what: 'time goes by', started };
  const ended = end({ ...step, facts: begun }, next);
  return { facts: ended, what: `${next.kind} ${'task' in next ? next.task : ''} ${step.fate}`, started };
}

/** What the coordinator does at once for the queue, one thing at a time; undefined when there is nothing of it. */
function settleQueue({ facts, decisions, at }: Step): Facts | undefined {
  for (const decision of decisions) {
    const event = queueEventFor(decision);
    if (event === undefined) continue;
    const next = { ...facts, queueEvents: [...facts.queueEvents, event] };
    return decision.kind === 'eject' ? sendBack(next, taskOf(decision.submission), decision.cause, at) : next;
  }
  return undefined;
}

function queueEventFor(decision: Decision): QueueEvent | undefined {
  switch (decision.kind) {
    case 'note_target':
      return { kind: decision.number === 0 ? 'opened' : 'target_moved', tip: decision.tip };
    case 'enter':
      return { kind: 'entered', entry: decision.submission.entry, paths: [], reads: 'everything' };
    case 'withdraw':
      return { kind: 'left', entry: decision.entry, cause: decision.cause };
    case 'merge': {
      const { entry } = decision.submission;
      return { kind: 'merged', entry, onto: decision.onto, commit: `${decision.onto}+${entry}` };
    }
    case 'eject':
      return { kind: 'left', entry: decision.submission.entry, cause: decision.cause };
    default:
      return undefined;
  }
}

function taskOf({ of }: Submission): { task: string; attempt: number } {
  if (of.kind === 'revert') throw new Error('no block is taken back here');
  return of;
}

function sendBack(facts: Facts, of: { task: string; attempt: number }, cause: ReworkCause, at: Date): Facts {
  const turn = facts.turns.filter((one) => one.task === of.task && one.attempt === of.attempt).length;
  const verdict: Verdict = { kind: 'rework', cause, feedback: 'one is red' };
  return {
    ...facts,
    turns: judge(facts, { ...of, turn }, verdict, at),
    attempts: change(facts.attempts, of, { state: 'working' }),
  };
}

function begin({ plan, facts, decisions, at }: Step): { facts: Facts; started: string[] } {
  let { attempts, turns, handoffs } = facts;
  const started: string[] = [];
  for (const decision of decisions) {
    if (decision.kind !== 'start_turn') continue;
    const { task, session, attempt, turn } = decision;
    if (!attempts.some((one) => one.task === task && one.number === attempt)) {
      started.push(task);
      const row: Attempt = {
        run: 'r1',
        task,
        number: attempt,
        session,
        state: 'working',
        base: facts.integration,
        head: null,
        integrated: null,
        reason: null,
        startedAt: at,
        submittedAt: null,
        endedAt: null,
      };
      attempts = [...attempts, row];
    }
    if (!turns.some((one) => one.task === task && one.attempt === attempt && one.number === turn))
      turns = [...turns, makeTurn({ task, session, attempt, number: turn, startedAt: at })];
    const taken = plan.handoffs.filter((handoff) => handoff.consumer === task).map(({ id }) => id);
    handoffs = handoffs.map((row) =>
      row.state === 'offered' && taken.includes(row.handoff) ? { ...row, state: 'taken' as const } : row,
    );
  }
  return { facts: { ...facts, attempts, turns, handoffs }, started };
}

function end(step: Step, decision: Decision): Facts {
  const { facts, fate, at } = step;
  if (decision.kind === 'review') return review(step, decision);
  if (decision.kind === 'start_turn') {
    const { task, attempt, turn } = decision;
    const commit = `c-${task}.${attempt}.${turn}`;
    const verdict: Verdict =
      fate === 'rework' || fate === 'stopped'
        ? fate === 'stopped'
          ? { kind: 'stopped' }
          : { kind: 'rework', cause: 'driver', feedback: 'not yet' }
        : { kind: 'submitted', commit };
    const turns = judge(facts, { task, attempt, turn }, verdict, at);
    const attempts =
      verdict.kind === 'submitted'
        ? change(facts.attempts, decision, { state: 'submitted', head: commit, submittedAt: at })
        : facts.attempts;
    return { ...facts, turns, attempts };
  }
  if (decision.kind === 'gate') {
    const passed = fate !== 'conflict' && fate !== 'red';
    const { submission, commit } = decision;
    const event: QueueEvent = { kind: 'gated', entry: submission.entry, commit, passed };
    return { ...facts, queueEvents: [...facts.queueEvents, event] };
  }
  if (decision.kind !== 'land') return facts;
  const { task, attempt } = taskOf(decision.submission);
  const integration = decision.commit;
  const attempts = change(
    facts.attempts,
    { task, attempt },
    { state: 'integrated', integrated: integration, endedAt: at },
  );
  const landed: QueueEvent = { kind: 'landed', entry: decision.submission.entry, commit: integration };
  const offered = step.plan.handoffs
    .filter((handoff) => handoff.producer === task)
    .filter((handoff) => !facts.handoffs.some((row) => row.handoff === handoff.id && isOpen(row)))
    .map((handoff) =>
      makeHandoffRow({ handoff: handoff.id, delivery: deliveries(facts, handoff.id) + 1, at }),
    );
  return {
    ...facts,
    attempts,
    integration,
    queueEvents: [...facts.queueEvents, landed],
    handoffs: [...facts.handoffs, ...offered],
  };
}

/** The consumer's result is accepted, or refused with the fault on one side; main moves unless something is red. */
function review({ plan, facts, fate, at }: Step, due: Decision & { kind: 'review' }): Facts {
  let { attempts, handoffs } = facts;
  const isIn = (task: string) => attempts.some((one) => one.task === task && one.state === 'integrated');
  for (const { id, producer, consumer } of plan.handoffs) {
    const row = handoffs.findLast((one) => one.handoff === id);
    if (row?.state !== 'taken' || consumer === undefined || producer === undefined || !isIn(consumer))
      continue;
    const isRefused = fate === 'refused' || fate === 'conflict';
    const settled: Partial<HandoffRow> = isRefused
      ? { state: 'refused', reason: 'not what was promised' }
      : { state: 'accepted' };
    handoffs = handoffs.map((one) => (one === row ? { ...one, ...settled } : one));
    if (!isRefused) continue;
    const isProducer = fate === 'conflict';
    if (!isProducer)
      handoffs = [...handoffs, { ...row, delivery: row.delivery + 1, state: 'taken', reason: null }];
    const back = isProducer ? [producer, consumer] : [consumer];
    attempts = attempts.map((one) =>
      back.includes(one.task) && one.state === 'integrated'
        ? { ...one, state: 'reopened', reason: 'not what was promised' }
        : one,
    );
  }
  const isHeld = fate === 'red' || fate === 'refused' || fate === 'conflict';
  const row = makeReview({
    name: due.name,
    number: due.number,
    verdict: isHeld ? 'held' : 'landed',
    main: isHeld ? null : facts.integration,
    evidence: { integration: facts.integration, generation: facts.generation, judgements: [] },
    at,
  });
  return {
    ...facts,
    attempts,
    handoffs,
    reviews: [...facts.reviews, row],
    ...(isHeld ? {} : { main: facts.integration }),
  };
}

/** Nothing is under way: the clock moves to the next round's hour or the next morning. */
function later(facts: Facts): Facts {
  const isEvening = facts.minuteOfDay >= eveningMinute;
  return { ...facts, day: isEvening ? facts.day + 1 : facts.day, minuteOfDay: isEvening ? 0 : eveningMinute };
}

const isOpen = (row: HandoffRow): boolean => row.state === 'offered' || row.state === 'taken';
const deliveries = (facts: Facts, handoff: string): number =>
  facts.handoffs.filter((row) => row.handoff === handoff).length;

function change(attempts: Attempt[], of: { task: string; attempt: number }, to: Partial<Attempt>): Attempt[] {
  return attempts.map((one) => (one.task === of.task && one.number === of.attempt ? { ...one, ...to } : one));
}

function judge(
  facts: Facts,
  of: { task: string; attempt: number; turn: number },
  verdict: Verdict,
  at: Date,
) {
  return facts.turns.map((one) =>
    one.task === of.task && one.attempt === of.attempt && one.number === of.turn
      ? { ...one, verdict, outcome: { kind: 'finished' }, endedAt: at }
      : one,
  );
}
