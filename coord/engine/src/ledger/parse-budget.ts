import { nearestName } from '@musterhq/plan';
import type { BudgetScope } from '@musterhq/store';
import { parseTokens } from '../amounts.ts';

export type ParsedBudget =
  | { kind: 'budget'; scope: BudgetScope; key: string; tokens: number | null; cents: number | null }
  | { kind: 'refused'; reason: string };

type Known = { sessions: readonly number[]; tasks: readonly { id: string; label: string }[] };

const refused = (reason: string): ParsedBudget & { kind: 'refused' } => ({ kind: 'refused', reason });

/** `run`, `day`, `day:2026-11-23`, `session`, `session:2`, `task` or `task:b1s2`; and `500k`, `$12.50`, `12.50usd`, both with a comma, or `none`. */
export function parseBudget(target: string, limit: string, known: Known): ParsedBudget {
  const of = parseTarget(target, known);
  if (of.kind === 'refused') return of;
  const parts = limit.split(',').map((part) => part.trim());
  const amounts = parts.map(parseAmount);
  const bad = parts[amounts.indexOf(undefined)];
  if (bad !== undefined)
    return refused(
      `'${bad}' is no limit: expected tokens such as 500k or 2M, money such as 12.50usd, or none.`,
    );
  const found = (unit: 'tokens' | 'cents' | 'none') => amounts.filter((amount) => amount!.unit === unit);
  const [tokens, cents, none] = [found('tokens'), found('cents'), found('none')];
  if (tokens.length > 1 || cents.length > 1 || (none.length > 0 && parts.length > 1))
    return refused(`'${limit}' says one thing twice: expected tokens, money or both, such as 2M,12.50usd.`);
  const { scope, key } = of;
  return { kind: 'budget', scope, key, tokens: tokens[0]?.amount ?? null, cents: cents[0]?.amount ?? null };
}

function parseTarget(
  target: string,
  known: Known,
): { kind: 'target'; scope: BudgetScope; key: string } | { kind: 'refused'; reason: string } {
  const [, scope, key] = /^(run|day|session|task)(?::(.+))?$/.exec(target) ?? [];
  if (scope === undefined || (scope === 'run' && key !== undefined))
    return refused(
      `'${target}' is no budget: expected run, day, session or task, or one of them such as session:2, task:b1s2 or day:2026-11-23.`,
    );
  const of = (name: string) => ({ kind: 'target' as const, scope: scope as BudgetScope, key: name });
  if (key === undefined) return of('');
  if (scope === 'day') {
    const isDate = /^\d{4}-\d\d-\d\d$/.test(key) && !Number.isNaN(Date.parse(key));
    return isDate ? of(key) : refused(`'${key}' is no day: expected one such as 2026-11-23.`);
  }
  if (scope === 'session')
    return known.sessions.map(String).includes(key)
      ? of(key)
      : refused(`The plan has no Session ${key}: its sessions are ${known.sessions.join(', ')}.`);
  const task = known.tasks.find(({ id, label }) => id === key || label === key);
  if (task !== undefined) return of(task.id);
  const near = nearestName(
    key,
    known.tasks.flatMap(({ id, label }) => [label, id]),
  );
  return refused(`There is no task '${key}'${near === undefined ? '' : `. Did you mean '${near}'?`}`);
}

function parseAmount(text: string): { unit: 'tokens' | 'cents' | 'none'; amount: number } | undefined {
  if (text === 'none') return { unit: 'none', amount: 0 };
  const [, dollars, usd] = /^(?:\$\s*(\d{1,9}(?:\.\d\d?)?)|(\d{1,9}(?:\.\d\d?)?)\s*usd)$/i.exec(text) ?? [];
  const money = dollars ?? usd;
  if (money !== undefined) return { unit: 'cents', amount: Math.round(Number(money) * 100) };
  const tokens = parseTokens(text);
  return tokens === undefined ? undefined : { unit: 'tokens', amount: tokens };
}
