import type { Attempt, ReworkCause, Turn } from '@musterhq/store';
import { type Pause, pauseAfter } from './driving/pause-after.ts';
import type { Facts, Limits } from './facts.ts';
import { idleTurns } from './idle-turns.ts';
import { latestAttempts } from './latest-attempts.ts';
import { type Maker, makerOf } from './reuse/maker-of.ts';
import type { Work } from './work.ts';

/** Why work came back, and whose it was. */
export type SentBack = { cause: ReworkCause; feedback: string; by: Maker };

export type WorkState =
  | { kind: 'waiting'; for: string[] }
  | { kind: 'early'; day: number }
  | { kind: 'ready'; attempt: number; reason?: string }
  | { kind: 'working'; attempt: number; turn: number; since: Date; sentBack?: SentBack }
  /** `used`: turns of the attempt without those that an outage ended; `idle`: the last of them that brought nothing new. */
  | ({ kind: 'rework'; attempt: number; turn: number; used: number; idle: number } & SentBack)
  /** Its driver is out; the next turn begins as `pause` says. */
  | { kind: 'paused'; attempt: number; turn: number; pause: Pause; sentBack?: SentBack }
  | { kind: 'submitted'; attempt: number; commit: string; at: Date }
  | { kind: 'done'; attempt: number; commit: string; at: Date }
  | { kind: 'blocked'; attempt: number; reason: string };

/** Under way: begun, and neither done nor given up. */
export const openKinds: readonly WorkState['kind'][] = ['working', 'rework', 'paused', 'submitted'];
export const isOpen = (state: WorkState): boolean => openKinds.includes(state.kind);

/** Where each piece of work stands; derived, never stored. */
export function statesOf(work: Work[], facts: Facts, limits: Limits): Map<string, WorkState> {
  const attempts = latestAttempts(facts.attempts);
  const states = new Map<string, WorkState>();
  for (const item of work) {
    const attempt = attempts.get(item.id);
    if (attempt !== undefined) states.set(item.id, stateOfAttempt(attempt, facts, limits));
  }
  const isDone = (id: string) => states.get(id)?.kind === 'done';
  for (const item of work) {
    const state = states.get(item.id);
    // A task that is done stays done; one that starts (again) waits for its inputs like any other.
    if (state !== undefined && state.kind !== 'ready') continue;
    const open = item.dependsOn.map((dependency) => dependency.task).filter((task) => !isDone(task));
    if (open.length > 0) states.set(item.id, { kind: 'waiting', for: open });
    else if (limits.pace === 'dated' && facts.day < item.firstDay) {
      states.set(item.id, { kind: 'early', day: item.firstDay });
    } else if (state === undefined) states.set(item.id, { kind: 'ready', attempt: 1 });
  }
  return states;
}

function stateOfAttempt(attempt: Attempt, facts: Facts, limits: Limits): WorkState {
  const { number, task } = attempt;
  switch (attempt.state) {
    case 'integrated':
      return { kind: 'done', attempt: number, commit: attempt.integrated!, at: attempt.endedAt! };
    case 'submitted':
      return { kind: 'submitted', attempt: number, commit: attempt.head!, at: attempt.submittedAt! };
    case 'reopened':
      return number < limits.attempts || facts.retries.has(task)
        ? { kind: 'ready', attempt: number + 1, reason: attempt.reason! }
        : { kind: 'blocked', attempt: number, reason: `refused ${number} times; last: ${attempt.reason}` };
    case 'blocked':
    case 'reverted':
      return facts.retries.has(task)
        ? { kind: 'ready', attempt: number + 1, reason: attempt.reason! }
        : { kind: 'blocked', attempt: number, reason: attempt.reason! };
    case 'working': {
      const turn = lastTurn(facts.turns, task, number);
      const sentBack = sentBackOf(facts.turns, task, number);
      const all = turnsOf(facts.turns, task, number);
      const isOut = turn?.verdict?.kind === 'rework' && turn.verdict.cause === 'outage';
      if (isOut) {
        const pause = pauseAfter(all, limits.driverOf(attempt, all));
        const before = sentBack === undefined ? {} : { sentBack };
        return { kind: 'paused', attempt: number, turn: turn.number, pause, ...before };
      }
      if (turn?.verdict?.kind === 'rework') {
        const used = turn.number - all.filter(isOutageTurn).length;
        return {
          kind: 'rework',
          attempt: number,
          turn: turn.number,
          used,
          idle: idleTurns(all),
          ...sentBack!,
        };
      }
      // A stopped turn is done again as the next one.
      const next = turn?.verdict?.kind === 'stopped' ? turn.number + 1 : (turn?.number ?? 1);
      return {
        kind: 'working',
        attempt: number,
        turn: next,
        since: attempt.startedAt,
        ...(sentBack === undefined ? {} : { sentBack }),
      };
    }
  }
}

/** What the attempt has to put right: the newest verdict on a turn that was neither stopped nor kept from working. */
export function sentBackOf(turns: Turn[], task: string, attempt: number): SentBack | undefined {
  const judged = turnsOf(turns, task, attempt).find(
    (turn) => turn.verdict !== null && turn.verdict.kind !== 'stopped' && !isOutageTurn(turn),
  );
  if (judged?.verdict?.kind !== 'rework') return undefined;
  const { cause, feedback } = judged.verdict;
  return { cause, feedback, by: makerOf(judged) };
}

const isOutageTurn = ({ verdict }: Turn): boolean => verdict?.kind === 'rework' && verdict.cause === 'outage';

const lastTurn = (turns: Turn[], task: string, attempt: number): Turn | undefined =>
  turnsOf(turns, task, attempt)[0];

function turnsOf(turns: Turn[], task: string, attempt: number): Turn[] {
  return turns
    .filter((turn) => turn.task === task && turn.attempt === attempt)
    .toSorted((a, b) => b.number - a.number);
}
