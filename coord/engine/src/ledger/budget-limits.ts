import type { Budget, BudgetScope } from '@musterhq/store';
import type { Standing } from './budget-configuration.ts';

/** A turn that asks for its part of the budgets; `day` is a civil date of the configured zone. */
export type Claim = {
  turn: string;
  run: string;
  session: number;
  task: string;
  driver: string;
  day: string;
};

/** One budget as it holds now; null where the unit has no limit. */
export type Limit = {
  scope: BudgetScope;
  key: string;
  tokens: number | null;
  cents: number | null;
  origin: 'configuration' | 'document' | 'person';
  /** Of a limit that a person set. */
  by: string | null;
  why: string | null;
};

export type BudgetPolicy = {
  standing: Standing;
  /** Tokens that the document gives a task. */
  ofTasks: ReadonlyMap<string, number>;
};

const keyOf = (scope: BudgetScope, claim: Claim): string =>
  ({ run: '', day: claim.day, session: String(claim.session), task: claim.task })[scope];

/**
 * The budget of one key: what a person said of it last, else what the document says of the task, else what a person said last
 * of each of the scope, else the configuration. Undefined: none.
 */
export function findLimit(
  scope: BudgetScope,
  key: string,
  budgets: readonly Budget[],
  { standing, ofTasks }: BudgetPolicy,
): Limit | undefined {
  const said = (of: string) => budgets.findLast((one) => one.scope === scope && one.key === of);
  const fromPerson = (row: Budget): Limit => ({
    ...{ scope, key, tokens: row.tokens, cents: row.cents, origin: 'person', by: row.by, why: row.why },
  });
  const nobody = { by: null, why: null };
  const own = said(key);
  if (own !== undefined) return fromPerson(own);
  const ofDocument = scope === 'task' ? ofTasks.get(key) : undefined;
  if (ofDocument !== undefined)
    return { scope, key, tokens: ofDocument, cents: null, origin: 'document', ...nobody };
  const each = said('');
  if (each !== undefined) return fromPerson(each);
  const { tokens = null, usd = null } = standing[scope] ?? {};
  if (tokens === null && usd === null) return undefined;
  const cents = usd === null ? null : Math.round(usd * 100);
  return { scope, key, tokens, cents, origin: 'configuration', ...nobody };
}

const budgetScopes = ['task', 'session', 'day', 'run'] as const satisfies BudgetScope[];

/** Every budget that a turn is held against, the narrowest first. */
export function limitsFor(claim: Claim, budgets: readonly Budget[], policy: BudgetPolicy): Limit[] {
  return budgetScopes.flatMap((scope) => {
    const limit = findLimit(scope, keyOf(scope, claim), budgets, policy);
    return limit === undefined ? [] : [limit];
  });
}
