import { factOf } from '../facts/platform-facts.ts';
import { backoffMs, fractionOf } from './backoff.ts';
import { chooseCredential } from './choose-credential.ts';
import type { LedgerAttempt, LedgerCall, PublicationFacts, RefusalClass } from './publication.ts';
import { readingSpentUntil, spentUntil } from './spent-until.ts';

export type WaitReason =
  | 'due'
  | 'another_worker'
  | 'settling'
  | 'backoff'
  | 'processing'
  | 'throttle'
  | 'allowance'
  | 'breaker'
  | 'refresh'
  | 'verify';

export type EndState = 'failed' | 'skipped' | 'canceled' | 'ambiguous' | 'handed_off' | 'held';

/** What a publication does next. `credential` is the one to do it with. */
export type Move =
  /** Nothing before somebody changes something: it is over, or everything is stopped. */
  | { kind: 'rest' }
  | { kind: 'wait'; until: Date; because: WaitReason }
  /** Close the attempt of a worker that is gone as one with an unknown outcome. */
  | { kind: 'adopt'; attempt: number }
  | { kind: 'refresh'; credential: string }
  | { kind: 'find'; attempt: number; credential: string }
  /** The account was read twice, and the call did not take effect. */
  | { kind: 'settle_absent'; attempt: number }
  | { kind: 'call'; call: LedgerCall; credential: string }
  | { kind: 'verify'; credential: string }
  | { kind: 'complete' }
  /** It is out, and what belongs to it cannot be had. */
  | { kind: 'give_up_follow_up'; reason: string }
  /** What a person wants done with it cannot be had. */
  | { kind: 'give_up_wish'; reason: string }
  | { kind: 'replan'; to: Date }
  | { kind: 'end'; state: EndState; reason: string };

/**
 * How long after a lost answer a reading proves absence. It has to exceed two times together: how late a platform commits a call
 * whose connection was cut, and how far what it shows lags behind what it holds. Neither is documented; a minute is kept for each.
 */
export const settlingMs = 120_000;
/** What nobody sees is prepared this long before the hour, so that one call is left at the hour itself. */
export const preparationMs = 5 * 60_000;
const mostTries = 6;
const mostAbsences = 3;
const mostUnreadable = 8;
const mostThrottled = 20;
const longestProcessingMs = 60 * 60_000;
/** While a worker is alive its call is its own; it is looked at again after this time. */
const otherWorkerMs = 5_000;
const mostVerifications = 5;
/** A request for the earliest hour that a scheduler takes must not arrive after that. */
const scheduleMarginMs = 60_000;

/** The calls of a person's wish, beside those of the channel. Neither adds a post; both may be repeated. */
export const removeCall: LedgerCall = { name: 'remove', visible: false, lostAnswer: 'repeat' };
export const correctCall: LedgerCall = { name: 'correct', visible: false, lostAnswer: 'repeat' };
/**
 * A rung of the ladder: what is held is handed to the platform's own scheduler, and taken back from it. Both may be repeated: it is one
 * post, which is shown once whoever shows it.
 */
export const scheduleCall: LedgerCall = { name: 'schedule', visible: false, lostAnswer: 'repeat' };
export const unscheduleCall: LedgerCall = { name: 'unschedule', visible: false, lostAnswer: 'repeat' };

/**
 * Nobody here has sent it: what another copy of this hub may have published after this one was copied. It is looked for on the account and
 * never performed.
 */
export const sentElsewhere: LedgerCall = {
  name: 'sent_elsewhere',
  visible: true,
  lostAnswer: 'read_account',
};

/**
 * The next move of a publication by the rows of the ledger: the same rows, the same move, whoever asks and how often. The rules
 * are numbered in hub/jobs/SPEC.md.
 */
export function nextMove(facts: PublicationFacts, now: Date): Move {
  const { state, wish } = facts.publication;
  if (state !== 'open' && state !== 'published') return { kind: 'rest' };
  const unsettled = settleFirst(facts, now);
  if (unsettled !== undefined) return unsettled;
  if (state === 'published') {
    if (wish === 'remove') return takeDown(facts, now);
    // Taking a post down is let through: whoever stops everything may want that most.
    return facts.isStopped ? { kind: 'rest' } : nextAfterwards(facts, now);
  }
  const move = nextOfOpen(facts, now);
  const leaves = move.kind === 'end' || move.kind === 'replan' || move.kind === 'rest';
  return leaves && standsScheduled(facts.attempts) ? takeBack(facts, now) : move;
}

function nextOfOpen(facts: PublicationFacts, now: Date): Move {
  if (facts.publication.wish === 'remove')
    return { kind: 'end', state: 'canceled', reason: 'taken back by a person' };
  return facts.isStopped ? { kind: 'rest' } : nextBefore(facts, now);
}

/** The platform may publish by itself what it was handed: the hand-over was done, or nobody can say whether it was. */
export function standsScheduled(attempts: readonly Pick<LedgerAttempt, 'name' | 'state'>[]): boolean {
  const took = new Set<LedgerAttempt['state']>(['done', 'open', 'unknown']);
  const handed = attempts.findLastIndex(({ name, state }) => name === scheduleCall.name && took.has(state));
  const back = attempts.findLastIndex(({ name, state }) => name === unscheduleCall.name && state === 'done');
  return handed > back;
}

/** Nothing is left to a scheduler that nobody watches: what stands there is taken back before a publication rests, ends or moves. */
function takeBack(facts: PublicationFacts, now: Date): Move {
  return nextCall(facts, unscheduleCall, now, (reason) => ({
    kind: 'end',
    state: 'ambiguous',
    reason: `the platform may publish it by itself, and it could not be taken back: ${reason}`,
  }));
}

/** Before anything is sent, what was sent has to be known. */
function settleFirst(facts: PublicationFacts, now: Date): Move | undefined {
  const last = facts.attempts.at(-1);
  if (last?.state === 'open') {
    return last.owner === 'gone'
      ? { kind: 'adopt', attempt: last.number }
      : { kind: 'wait', until: after(now, otherWorkerMs), because: 'another_worker' };
  }
  if (last?.state !== 'unknown' || last.lostAnswer === 'repeat') return undefined;
  return nextFinding(facts, last, now);
}

function nextFinding(
  facts: PublicationFacts,
  attempt: LedgerAttempt & { state: 'unknown' },
  now: Date,
): Move {
  const { reopenedAt, id } = facts.publication;
  const counted = attempt.findings.filter((one) => reopenedAt === undefined || one.at >= reopenedAt);
  const absences = counted.filter((finding) => finding.kind === 'absent');
  const settled = after(attempt.endedAt, settlingMs);
  if (absences.length >= 2 && absences.at(-1)!.at >= settled)
    return { kind: 'settle_absent', attempt: attempt.number };
  const park = (because: string): Move => {
    const reason = `whether ${attempt.name} took effect cannot be read: ${because}`;
    return facts.publication.state === 'published'
      ? { kind: 'give_up_follow_up', reason }
      : { kind: 'end', state: 'ambiguous', reason };
  };
  const unreadable = counted.filter((finding) => finding.kind === 'unreadable');
  if (unreadable.length >= mostUnreadable) return park(`the account was unreadable ${mostUnreadable} times`);
  const last = counted.at(-1);
  if (last?.kind === 'unreadable') {
    const until = after(last.at, backoffMs(unreadable.length, `${id}/find`));
    if (until > now) return { kind: 'wait', until, because: 'backoff' };
  }
  if (last?.kind === 'absent' && settled > now) return { kind: 'wait', until: settled, because: 'settling' };
  const spent = readingSpentUntil(facts.publication.platform, facts.allowances, now);
  if (spent !== undefined) return afterAllowance(spent, facts);
  return withCredential(facts, now, (credential) => ({ kind: 'find', attempt: attempt.number, credential }), {
    none: () => park('no credential of the account works'),
  });
}

function takeDown(facts: PublicationFacts, now: Date): Move {
  return nextCall(facts, removeCall, now, (reason) => ({ kind: 'give_up_wish', reason }));
}

function nextAfterwards(facts: PublicationFacts, now: Date): Move {
  const { followUp, verification, wish } = facts.publication;
  if (followUp === 'open') {
    if (facts.next === 'complete') return { kind: 'complete' };
    // No call of ours shows it: a person has put the packet out, with all that belongs to it.
    if (!facts.attempts.some(isOut)) return { kind: 'complete' };
    if (facts.attempts.some(({ name, state }) => name === sentElsewhere.name && state === 'found')) {
      const reason = 'another copy of this hub published it, and may have put out what belongs to it too';
      return { kind: 'give_up_follow_up', reason };
    }
    return nextCall(facts, facts.next, now, (reason) => ({ kind: 'give_up_follow_up', reason }));
  }
  if (wish === 'correct')
    return nextCall(facts, correctCall, now, (reason) => ({ kind: 'give_up_wish', reason }));
  if (verification.result !== 'none' || verification.tries >= mostVerifications) return { kind: 'rest' };
  const until =
    verification.lastAt === undefined
      ? now
      : after(verification.lastAt, backoffMs(verification.tries, `${facts.publication.id}/verify`));
  if (until > now) return { kind: 'wait', until, because: 'verify' };
  const spent = readingSpentUntil(facts.publication.platform, facts.allowances, now);
  if (spent !== undefined) return afterAllowance(spent, facts);
  return withCredential(facts, now, (credential) => ({ kind: 'verify', credential }), {
    none: () => ({ kind: 'rest' }),
  });
}

function nextBefore(facts: PublicationFacts, now: Date): Move {
  const { publication, next } = facts;
  if (next === 'complete')
    throw new Error(`publication ${publication.id} is complete and no visible call of it was done`);
  if (!publication.isApproved)
    return { kind: 'end', state: 'canceled', reason: 'it was edited after its approval' };
  if (publication.violations.length > 0) {
    const reason = `the brand's rules were changed after its approval: ${publication.violations.join('; ')}`;
    return { kind: 'end', state: 'held', reason };
  }
  // What the platform was handed is out or comes out at the hour that it was told: that is asked first.
  const late = standsScheduled(facts.attempts) ? undefined : lateMove(facts, now);
  if (late !== undefined) return late;
  const from = next.visible ? publication.dueAt : after(publication.dueAt, -preparationMs);
  if (from > now) return { kind: 'wait', until: from, because: 'due' };
  const giveUp = (reason: string): Move =>
    publication.canHandOff
      ? { kind: 'end', state: 'handed_off', reason }
      : { kind: 'end', state: 'failed', reason };
  return nextCall(facts, next, now, (reason, mayPass) =>
    mayPass && maySchedule(facts, now) ? nextCall(facts, scheduleCall, now, giveUp) : giveUp(reason),
  );
}

const isOut = ({ visible, state }: LedgerAttempt): boolean =>
  visible && (state === 'done' || state === 'found');

/** When the platform's own scheduler publishes what it is handed now: as early as it takes it. */
export function scheduledFor(now: Date): Date {
  return after(now, factOf('facebook.schedule_ahead').min * 1000 + scheduleMarginMs);
}

/** Once, where the platform offers it, and unless the post would be later than it may be. */
function maySchedule({ publication, canSchedule, attempts }: PublicationFacts, now: Date): boolean {
  const { late, dueAt } = publication;
  const isInTime = late.action === 'publish' || scheduledFor(now) <= after(dueAt, late.afterMs);
  const wasDone = attempts.some(({ name, state }) => name === scheduleCall.name && state === 'done');
  return canSchedule && isInTime && !wasDone;
}

/** Whatever was tried before took no effect, or the publication would not be open and settled. */
function lateMove({ publication, freeAt }: PublicationFacts, now: Date): Move | undefined {
  const { late, dueAt, reopenedAt } = publication;
  // Whoever has a late post taken up again says that its hour is now; only its spacing is still kept.
  const isTakenUp = late.action !== 'replan' && reopenedAt !== undefined && reopenedAt > dueAt;
  const hour = isTakenUp ? reopenedAt : dueAt;
  if (late.action === 'publish' || after(hour, late.afterMs) >= now) return undefined;
  if (late.action === 'replan') return { kind: 'replan', to: freeAt > now ? freeAt : now };
  const reason = `its hour, ${dueAt.toISOString()}, has passed`;
  return { kind: 'end', state: late.action === 'skip' ? 'skipped' : 'held', reason };
}

/** `mayPass`: it is what the platform does just now, and neither the content nor the credentials. */
type GiveUp = (reason: string, mayPass: boolean) => Move;

/** A call, unless what is known of the account or of its last tries speaks against it now, or altogether (`giveUp`). */
function nextCall(facts: PublicationFacts, call: LedgerCall, now: Date, giveUp: GiveUp): Move {
  const named = since(facts.publication.reopenedAt, facts.attempts).filter(({ name }) => name === call.name);
  // A second correction of a post begins anew.
  const tries = named.slice(named.findLastIndex(({ state }) => state === 'done') + 1);
  const held = heldByTries(facts, tries, now, giveUp);
  if (held !== undefined) return held;
  const { breaker } = facts;
  if (breaker.state === 'open' && breaker.until > now)
    return { kind: 'wait', until: breaker.until, because: 'breaker' };
  const spent = spentUntil(facts.allowances, now);
  if (spent !== undefined) return afterAllowance(spent, facts);
  return withCredential(facts, now, (credential) => ({ kind: 'call', call, credential }), {
    none: (because) =>
      giveUp(`${call.name} was refused (${because}) with every credential of the account`, false),
  });
}

function heldByTries(
  { publication, freeAt, attempts }: PublicationFacts,
  tries: readonly LedgerAttempt[],
  now: Date,
  giveUp: GiveUp,
): Move | undefined {
  const last = tries.at(-1);
  if (last === undefined || last.state === 'open') return undefined;
  const wait = (until: Date, because: WaitReason): Move | undefined =>
    until > now ? { kind: 'wait', until, because } : undefined;
  if (last.state === 'pending') {
    const first = tries.find(({ state }) => state === 'pending')!;
    if (after(first.begunAt, longestProcessingMs) <= now)
      return giveUp(`${last.name} was still being processed after an hour`, false);
    return wait(after(last.endedAt, last.retryAfterMs), 'processing');
  }
  const absences = countAbsences(attempts, tries);
  if (absences >= mostAbsences) return giveUp(`${last.name} took no effect ${absences} times`, true);
  if (last.state === 'refused') {
    const { class: refusal, remedy, retryAt, endedAt } = last;
    if (refusal === 'auth' || refusal === 'permission') return undefined;
    if (remedy === 'edit' || refusal === 'content')
      return giveUp(`${last.name} was refused for its content`, false);
    if (tries.filter(({ state }) => state === 'refused').length >= mostThrottled)
      return giveUp(`${last.name} was held back (${refusal}) ${mostThrottled} times`, true);
    // Once it is planned anew the refusal is answered.
    if (refusal === 'quota') {
      const to = retryAt ?? after(endedAt, 60 * 60_000);
      return publication.dueAt > endedAt ? undefined : { kind: 'replan', to: to > freeAt ? to : freeAt };
    }
    if (refusal === 'throttle' || refusal === 'billing') {
      const seed = `${publication.id}/${last.name}`;
      const until = retryAt ?? after(endedAt, Math.max(60_000, backoffMs(tries.length, seed)));
      return wait(after(until, 5_000 * fractionOf(seed)), 'throttle');
    }
  }
  const failures = tries.filter(isFailure).length;
  if (failures === 0) return undefined;
  if (failures >= mostTries) return giveUp(`${last.name} failed ${failures} times`, true);
  return isFailure(last)
    ? wait(after(last.endedAt, backoffMs(failures, `${publication.id}/${last.name}`)), 'backoff')
    : undefined;
}

/** What was handed to a scheduler is not there before its hour, however often it is looked for. */
function countAbsences(attempts: readonly LedgerAttempt[], tries: readonly LedgerAttempt[]): number {
  const handed = attempts.findLast(({ name, state }) => name === scheduleCall.name && state === 'done');
  const from = handed !== undefined && standsScheduled(attempts) ? scheduledFor(handed.begunAt) : undefined;
  return tries.filter((one) => one.state === 'absent' && (from === undefined || one.endedAt > from)).length;
}

function isFailure(attempt: LedgerAttempt): boolean {
  return attempt.state === 'refused' || (attempt.state === 'unknown' && attempt.lostAnswer === 'repeat');
}

/** What holds the calls of an account back ends for all its posts at once; they do not go on at the same second. */
function afterAllowance(until: Date, { publication }: PublicationFacts): Move {
  return {
    kind: 'wait',
    until: after(until, Math.round(5_000 * fractionOf(publication.id))),
    because: 'allowance',
  };
}

function withCredential(
  facts: PublicationFacts,
  now: Date,
  use: (credential: string) => Move,
  { none }: { none: (because: RefusalClass) => Move },
): Move {
  const tried = since(facts.publication.reopenedAt, facts.attempts);
  const choice = chooseCredential(facts.credentials, tried, now);
  switch (choice.kind) {
    case 'use':
      return use(choice.credential.id);
    case 'refresh':
      return { kind: 'refresh', credential: choice.credential.id };
    case 'wait':
      return { kind: 'wait', until: choice.until, because: 'refresh' };
    case 'none':
      return none(choice.because);
  }
}

function since(from: Date | undefined, attempts: readonly LedgerAttempt[]): readonly LedgerAttempt[] {
  return from === undefined ? attempts : attempts.filter(({ begunAt }) => begunAt >= from);
}

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
