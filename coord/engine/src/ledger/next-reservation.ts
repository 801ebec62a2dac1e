import type { Amount, Books, Reservation } from '@musterhq/store';
import { type BudgetPolicy, type Claim, type Limit, limitsFor } from './budget-limits.ts';
import type { Spent } from './spent.ts';

export type ReservationDecision = ({ kind: 'reserved' } & Amount) | { kind: 'held'; spent: Spent };

const units = ['tokens', 'cents'] as const;
/** How many earlier turns are looked at. */
const recent = 5;

/**
 * What is taken out of the budgets before a turn starts: as much as the dearest of the last such turns. It starts only where
 * every budget has that left; a budget that is smaller from the beginning is given to its first turn whole.
 */
export function nextReservation(claim: Claim, books: Books, policy: BudgetPolicy): ReservationDecision {
  const amount = expectedOf(claim, books, policy);
  for (const limit of limitsFor(claim, books.budgets, policy)) {
    for (const unit of units) {
      const most = limit[unit];
      if (most === null) continue;
      const { used, reserved } = holdings(limit, claim, books.reservations, unit);
      const left = most - used - reserved;
      const isUntouched = used + reserved === 0 && most > 0;
      if (left < amount[unit] && !isUntouched) {
        const expected = amount[unit];
        const isTemporary = reserved > 0 && (most - used >= expected || used === 0);
        const spent = { ...nameOf(limit), unit, limit: most, used, reserved, expected, isTemporary };
        return { kind: 'held', spent };
      }
      amount[unit] = Math.min(amount[unit], left);
    }
  }
  return { kind: 'reserved', ...amount };
}

/** What the turn may come to in all: what every budget has left beside the other turns. Null: no limit. */
export function allowanceOf(
  claim: Claim,
  books: Books,
  policy: BudgetPolicy,
): { tokens: number | null; cents: number | null } {
  const allowance: { tokens: number | null; cents: number | null } = { tokens: null, cents: null };
  for (const limit of limitsFor(claim, books.budgets, policy)) {
    for (const unit of units) {
      if (limit[unit] === null) continue;
      const { used, reserved } = holdings(limit, claim, books.reservations, unit);
      const left = Math.max(0, limit[unit] - used - reserved);
      allowance[unit] = Math.min(allowance[unit] ?? left, left);
    }
  }
  return allowance;
}

/** The first budget that a turn under way has used up, the other turns counted as what they may still use. */
export function findSpent(claim: Claim, used: Amount, books: Books, policy: BudgetPolicy): Spent | undefined {
  for (const limit of limitsFor(claim, books.budgets, policy)) {
    for (const unit of units) {
      if (limit[unit] === null) continue;
      const others = holdings(limit, claim, books.reservations, unit);
      if (others.used + others.reserved + used[unit] < limit[unit]) continue;
      const spent = { used: others.used + used[unit], reserved: others.reserved, expected: null };
      return { ...nameOf(limit), unit, limit: limit[unit], ...spent, isTemporary: false };
    }
  }
  return undefined;
}

/** Whether a turn under way may go on. */
export const isWithin = (claim: Claim, used: Amount, books: Books, policy: BudgetPolicy): boolean =>
  findSpent(claim, used, books, policy) === undefined;

const nameOf = ({ scope, key }: Limit) => ({ scope, key });

/** What is out of a budget: used by turns that are settled, and held by those under way, but for the turn itself. */
export function holdings(
  { scope, key }: Pick<Limit, 'scope' | 'key'>,
  { run, turn }: { run: string; turn?: string },
  reservations: readonly Reservation[],
  unit: 'tokens' | 'cents',
): { used: number; reserved: number } {
  const sum = { used: 0, reserved: 0 };
  for (const row of reservations) {
    if (row.turn === turn || !isOf(row, scope, key, run)) continue;
    if (row.state === 'settled') sum.used += row[unit];
    if (row.state === 'reserved') sum.reserved += row[unit];
  }
  return sum;
}

/** A day is a day of the calendar, whichever run it was; everything else is of one run. */
function isOf(row: Reservation, scope: Limit['scope'], key: string, run: string): boolean {
  if (scope === 'day') return row.day === key;
  if (row.run !== run) return false;
  return scope === 'run' || (scope === 'session' ? String(row.session) === key : row.task === key);
}

/** Turns of the same task tell most, then those of the session, then those of the driver; none used anything: the default. */
function expectedOf(claim: Claim, { reservations }: Books, { standing }: BudgetPolicy): Amount {
  const settled = reservations.filter(
    (row) =>
      row.run === claim.run && row.driver === claim.driver && row.state === 'settled' && row.tokens > 0,
  );
  const such = [
    settled.filter((row) => row.task === claim.task),
    settled.filter((row) => row.session === claim.session),
    settled,
  ].find((rows) => rows.length > 0);
  if (such === undefined) return { tokens: standing.turn.tokens, cents: standing.turn.usd * 100 };
  const last = such.slice(-recent);
  return {
    tokens: Math.max(...last.map(({ tokens }) => tokens)),
    cents: Math.max(...last.map(({ cents }) => cents)),
  };
}
