import type { BudgetScope } from '@musterhq/store';

/** A budget that has no room: what was used of it, what turns under way may still use, and what a further turn takes. */
export type Spent = {
  scope: BudgetScope;
  key: string;
  unit: 'tokens' | 'cents';
  limit: number;
  used: number;
  reserved: number;
  /** What a turn that has not begun is reckoned at. */
  expected: number | null;
  /** Only turns under way hold what it takes: it may be there once they are over. */
  isTemporary: boolean;
};

/** Tokens with separators, or dollars. */
export const amountWords = (amount: number, unit: 'tokens' | 'cents'): string =>
  unit === 'tokens' ? `${countWords(amount, unit)} tokens` : countWords(amount, unit);

const countWords = (amount: number, unit: 'tokens' | 'cents'): string =>
  unit === 'tokens'
    ? Math.round(amount).toLocaleString('en-US')
    : `$${(amount / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** With an empty key it is each of the scope. */
export function budgetName(scope: BudgetScope, key: string): string {
  if (scope === 'run') return 'the run';
  if (key === '') return `each ${scope}`;
  return scope === 'session' ? `Session ${key}` : `${scope} ${key}`;
}

/** Why a task is held or its turn was stopped, and what to do: for the status, a block and the agent itself. */
export function spentWords(spent: Spent): string {
  const { scope, key, unit, limit, used, reserved, expected, isTemporary } = spent;
  const words = (amount: number) => amountWords(amount, unit);
  const underWay = reserved === 0 ? '' : `, ${words(reserved)} are reserved by turns under way`;
  const next = expected === null ? '' : `, and a further turn is reckoned at ${words(expected)}`;
  const target = scope === 'run' ? 'run' : `${scope}:${key}`;
  const state = isTemporary ? 'is held by turns under way' : 'is spent';
  return `the budget of ${budgetName(scope, key)} ${state}: ${countWords(used, unit)} of ${words(limit)} are used${underWay}${next}. 'muster budget set ${target} LIMIT --why TEXT' gives it more.`;
}
