import type { Turn } from '@musterhq/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { at, compilePlan, makeTurn } from '../../test/make-facts.ts';
import { makeUsage } from '../../test/make-usage.ts';
import { assembleLedger, type LedgerGroup, ledgerGroups } from './assemble-ledger.ts';

const plan = compilePlan(launchPlan);
const bound = { tokens: 1_000, cents: 100 };
const turnOf = (id: string, parts: Partial<Turn> & Pick<Turn, 'task' | 'session'>) =>
  makeTurn({ id, driver: 'claude', outcome: { kind: 'finished' }, endedAt: at(9), ...parts });
const [one, other] = plan.tasks.filter(({ session }) => session > 1);
const turns = [
  turnOf('a', { task: one!.id, session: one!.session, startedAt: at(1) }),
  turnOf('b', { task: one!.id, session: one!.session, startedAt: at(2) }),
  turnOf('c', { task: other!.id, session: other!.session, startedAt: at(3) }),
  turnOf('d', { task: other!.id, session: other!.session, startedAt: at(4), driver: 'runbook' }),
];
const usage = [
  makeUsage({ turn: 'a', input: 100, cacheRead: 1_000, output: 10 }),
  makeUsage({ turn: 'b', scope: 'request', input: 50, output: 5, model: 'unheard-of' }),
];
const ledger = (by: LedgerGroup, parts: Partial<Parameters<typeof assembleLedger>[0]> = {}) =>
  assembleLedger({
    ...{ run: { id: 'r1', state: 'running' }, plan, turns, usage, bound, by },
    ...{ begun: new Set(['a', 'b', 'c']), answered: new Set<string>(), ...parts },
  });

test('[L9] a session shows its kinds of tokens, what is not known of it and at which bound', () => {
  const [first, second] = ledger('session').rows;
  expect(first).toMatchObject({
    key: String(one!.session),
    turns: 2,
    tokens: { input: 150, cacheRead: 1_000, cacheWrite: null, output: 15, reasoning: null },
    told: 1_165,
    unpriced: 55,
    atLeast: { turns: 1, tokens: 945 },
    counted: 2_110,
    certainties: ['reported', 'at_least'],
    flags: ['requests_only'],
  });
  expect(first!.costUsd).toBeCloseTo((100 * 5 + 1_000 * 0.5 + 10 * 25) / 1e6, 12);
  expect(second).toMatchObject({
    ...{ turns: 2, told: 0, costUsd: null, unknown: { turns: 1, tokens: 1_000 }, counted: 1_000 },
    certainties: ['unknown', 'none'],
  });
});

test('[L9] by task and by turn it names them, and by model it keeps apart what is of no known model', () => {
  expect(ledger('task').rows.map(({ label, turns: count }) => [label, count])).toEqual([
    [one!.label, 2],
    [other!.label, 2],
  ]);
  expect(ledger('turn').rows.map(({ key, counted }) => [key, counted])).toEqual([
    ['a', 1_110],
    ['b', 1_000],
    ['c', 1_000],
    ['d', 0],
  ]);
  expect(ledger('model').rows.map(({ key, turns: count, counted }) => [key, count, counted])).toEqual([
    ['anthropic/claude-opus-5', 1, 1_110],
    ['anthropic/unheard-of', 1, 55],
    ['not told', 2, 1_945],
  ]);
});

test('[L10] coordination has what rows tell of no turn: nothing, since there are none; if there were, they would show', () => {
  expect(ledger('session').coordination).toMatchObject({ turns: 0, told: 0, counted: 0 });
  const secret = [...usage, makeUsage({ turn: 'of nobody', input: 7, output: 1 })];
  const { coordination, total } = ledger('session', { usage: secret });
  expect(coordination).toMatchObject({ told: 8, counted: 8, tokens: { input: 7, output: 1 } });
  expect(total.told).toBe(1_165 + 8);
});

test('[L9] whichever way it is grouped, the rows come to the total', () => {
  const row = fc.record({
    turn: fc.constantFrom('a', 'b', 'c', 'd'),
    model: fc.constantFrom('claude-opus-5', 'unheard-of', null),
    scope: fc.constantFrom('request' as const, 'turn' as const),
    input: fc.option(fc.nat(3_000)),
    output: fc.option(fc.nat(3_000)),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 10 }), fc.constantFrom(...ledgerGroups), (rows, by) => {
      const told = rows.map((parts, seq) => makeUsage({ seq: seq + 1, ...parts }));
      const { rows: shown, total } = ledger(by, { usage: told });
      const sum = (of: (row: (typeof shown)[number]) => number) =>
        shown.reduce((all, one) => all + of(one), 0);
      expect(sum(({ counted }) => counted)).toBe(total.counted);
      expect(sum((one) => one.told)).toBe(total.told);
      expect(sum(({ tokens }) => tokens.input ?? 0)).toBe(total.tokens.input ?? 0);
      expect(sum(({ unpriced }) => unpriced)).toBe(total.unpriced);
      expect(sum(({ unknown }) => unknown.tokens)).toBe(total.unknown.tokens);
      expect(sum(({ costUsd }) => costUsd ?? 0)).toBeCloseTo(total.costUsd ?? 0, 9);
    }),
  );
});
