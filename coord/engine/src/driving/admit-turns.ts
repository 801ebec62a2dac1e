import type { Configuration } from '../configuration.ts';
import type { Decision, TurnWork } from '../decide.ts';
import type { Facts, Limits } from '../facts.ts';
import { type AdmissionPolicy, nextAdmissions } from '../ledger/admission.ts';
import { accountOfDriver, admittedTurns } from '../ledger/admitted-turns.ts';

/** Where no time is known: a turn that ends wakes the coordinator, and this is for a wake-up that was lost. */
const lookAgainMs = 5_000;

type Start = { kind: 'start_turn' } & TurnWork;

/**
 * Of the turns that are due those that may begin now, as the accounts of their agents and the machine's memory allow; the others
 * wait. Turns that have begun, a person's, and those of drivers that drive no agent pass.
 */
export function admitTurns(decisions: readonly Decision[], facts: Facts, limits: Limits): Decision[] {
  const now = facts.now.getTime();
  const due = new Map<string, string>();
  for (const decision of decisions) {
    if (decision.kind !== 'start_turn' || decision.by === 'person' || hasBegun(decision, facts)) continue;
    const turns = facts.turns.filter(isOfAttempt(decision));
    const account = accountOfDriver(limits, limits.driverOf(decision, turns));
    if (account !== undefined) due.set(nameOf(decision), account);
  }
  if (due.size === 0) return [...decisions];
  const { start, lookAgainAt } = nextAdmissions({
    due: [...due].map(([id, account]) => ({ id, account })),
    turns: admittedTurns(limits, facts.turns),
    policy: limits.admission,
    freeBytes: facts.freeBytes,
    now,
  });
  return decisions.map((decision) => {
    if (decision.kind !== 'start_turn') return decision;
    const name = nameOf(decision);
    const account = due.get(name);
    if (account === undefined || start.includes(name)) return decision;
    return {
      kind: 'wait',
      task: decision.task,
      session: decision.session,
      until: new Date(lookAgainAt ?? now + lookAgainMs),
      reason: `no turn more may begin now: the account ${account} or the machine's memory is at its limit`,
    };
  });
}

export const admissionPolicy = ({ admission }: Configuration): AdmissionPolicy => ({
  start: admission.start,
  ceiling: admission.ceiling,
  staggerMs: admission.stagger,
  turnBytes: admission.memory,
});

const nameOf = ({ task, attempt, turn }: TurnWork): string => `${task}#${attempt}.${turn}`;

const isOfAttempt =
  ({ task, attempt }: Start) =>
  (turn: Facts['turns'][number]): boolean =>
    turn.task === task && turn.attempt === attempt;

const hasBegun = (start: Start, { turns }: Facts): boolean =>
  turns.some((turn) => isOfAttempt(start)(turn) && turn.number === start.turn);
