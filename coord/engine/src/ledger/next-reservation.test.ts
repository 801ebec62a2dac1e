import type { Books, Budget, Reservation } from '@musterhq/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '../../test/make-facts.ts';
import { makeReservation } from '../../test/make-usage.ts';
import { type BudgetPolicy, type Claim, findLimit, limitsFor } from './budget-limits.ts';
import { allowanceOf, findSpent, holdings, isWithin, nextReservation } from './next-reservation.ts';
import { budgetName, spentWords } from './spent.ts';

const estimates = { turn: { tokens: 200, usd: 2 }, unknown: { tokens: 500, usd: 5 } };
const policy = (standing: Partial<BudgetPolicy['standing']> = {}, ofTasks: [string, number][] = []) => ({
  standing: { ...estimates, ...standing },
  ofTasks: new Map(ofTasks),
});
const claim = (parts: Partial<Claim> = {}): Claim => ({
  ...{ turn: 'now', run: 'r1', session: 2, task: 't', driver: 'acp', day: '2026-11-23' },
  ...parts,
});
const budget = (parts: Partial<Budget>): Budget => ({
  ...{ id: 1, run: 'r1', scope: 'task', key: '', tokens: null, cents: null },
  ...{ by: 'Mia', why: 'it is enough', at: at(0) },
  ...parts,
});
const books = (reservations: Reservation[] = [], budgets: Budget[] = []): Books => ({
  reservations,
  budgets,
});
const settled = (turn: string, tokens: number, parts: Partial<Reservation> = {}) =>
  makeReservation({ turn, tokens, cents: tokens / 10, state: 'settled', ...parts });
const open = (turn: string, tokens: number, parts: Partial<Reservation> = {}) =>
  makeReservation({ turn, tokens, cents: tokens / 10, ...parts });

describe('[B1] the budget that holds', () => {
  const find = (scope: 'task' | 'session', key: string, budgets: Budget[], of = policy()) => {
    const limit = findLimit(scope, key, budgets, of);
    return limit === undefined ? undefined : [limit.tokens, limit.origin];
  };
  const each = budget({ tokens: 30 });
  const own = budget({ key: 't', tokens: 10 });
  const all = policy({ task: { tokens: 40 } }, [['t', 20]]);

  test('is what a person said of the task, else the document, else what a person said of each, else the configuration', () => {
    expect(find('task', 't', [own, each], all)).toEqual([10, 'person']);
    expect(find('task', 't', [each], all)).toEqual([20, 'document']);
    expect(find('task', 'u', [own, each], all)).toEqual([30, 'person']);
    expect(find('task', 'u', [own], all)).toEqual([40, 'configuration']);
    expect(find('task', 'u', [own])).toBeUndefined();
  });

  test('is the one that was set last, also when it takes the limit away', () => {
    expect(find('session', '2', [budget({ scope: 'session', key: '2', tokens: 5 })])).toEqual([5, 'person']);
    const lifted = [own, budget({ id: 2, key: 't' })];
    expect(find('task', 't', lifted, all)).toEqual([null, 'person']);
    expect(nextReservation(claim(), books([settled('a', 999)], lifted), all).kind).toBe('reserved');
  });

  test('of a turn are those of its task, its session, the day and the run', () => {
    const every = { tokens: 1 };
    const limits = limitsFor(claim(), [], policy({ task: every, session: every, day: every, run: every }));
    expect(limits.map(({ scope, key }) => [scope, key])).toEqual([
      ['task', 't'],
      ['session', '2'],
      ['day', '2026-11-23'],
      ['run', ''],
    ]);
  });

  test('counts what turns of its own used and hold; a day is one day whichever run it was', () => {
    const rows = [
      settled('a', 1),
      open('b', 10, { task: 'u' }),
      settled('c', 100, { task: 'u', session: 3 }),
      settled('d', 1_000, { run: 'r0' }),
      settled('e', 10_000, { day: '2026-11-22' }),
      makeReservation({ turn: 'f', state: 'released', tokens: 0, cents: 0 }),
    ];
    const held = (scope: 'task' | 'session' | 'day' | 'run', key: string) =>
      holdings({ scope, key }, { run: 'r1' }, rows, 'tokens');
    expect(held('task', 't')).toEqual({ used: 10_001, reserved: 0 });
    expect(held('session', '2')).toEqual({ used: 10_001, reserved: 10 });
    expect(held('day', '2026-11-23')).toEqual({ used: 1_101, reserved: 10 });
    expect(held('run', '')).toEqual({ used: 10_101, reserved: 10 });
  });
});

describe('[B2] what a turn is reckoned at', () => {
  const reserved = (rows: Reservation[], parts: Partial<Claim> = {}) =>
    nextReservation(claim(parts), books(rows), policy());

  test('is the configured amount until turns like it have told what they used', () => {
    expect(reserved([])).toEqual({ kind: 'reserved', tokens: 200, cents: 200 });
    expect(reserved([open('a', 900)])).toMatchObject({ tokens: 200 });
    expect(reserved([settled('a', 900, { driver: 'other' })])).toMatchObject({ tokens: 200 });
    expect(reserved([settled('a', 0)])).toMatchObject({ tokens: 200 });
  });

  test('is the most of the last five of the task, else of the session, else of the driver', () => {
    const elsewhere = settled('a', 50, { task: 'u', session: 3 });
    const session = settled('b', 60, { task: 'u' });
    const task = [9_999, 70, 80, 75, 60, 50].map((tokens, index) => settled(`t${index}`, tokens));
    expect(reserved([elsewhere])).toMatchObject({ tokens: 50, cents: 5 });
    expect(reserved([session, elsewhere])).toMatchObject({ tokens: 60 });
    expect(reserved([...task, session, elsewhere])).toMatchObject({ tokens: 80, cents: 8 });
  });
});

describe('[B3] a turn starts', () => {
  const decide = (limit: number, rows: Reservation[]) =>
    nextReservation(claim(), books(rows), policy({ session: { tokens: limit } }));

  test('where every budget has left what it is reckoned at', () => {
    expect(decide(300, [settled('a', 100, { task: 'u' })])).toMatchObject({ kind: 'reserved', tokens: 100 });
    expect(decide(199, [settled('a', 100, { task: 'u' })])).toMatchObject({
      kind: 'held',
      spent: {
        scope: 'session',
        key: '2',
        unit: 'tokens',
        limit: 199,
        used: 100,
        reserved: 0,
        expected: 100,
      },
    });
  });

  test('not while turns under way may use what is left', () => {
    expect(decide(250, [open('a', 100, { task: 'u' })])).toMatchObject({
      kind: 'held',
      spent: { used: 0, reserved: 100, expected: 200, isTemporary: true },
    });
    expect(decide(250, [settled('b', 150), open('a', 100, { task: 'u' })])).toMatchObject({
      kind: 'held',
      spent: { used: 150, reserved: 100, expected: 150, isTemporary: false },
    });
  });

  test('in a budget that was too small from the beginning, with all of it, once', () => {
    expect(decide(120, [])).toMatchObject({ kind: 'reserved', tokens: 120 });
    expect(decide(120, [open('a', 120)]).kind).toBe('held');
    expect(decide(0, []).kind).toBe('held');
  });

  test('by money too, at the limit that is the tightest', () => {
    const both = policy({ run: { usd: 1 }, task: { tokens: 150 } });
    expect(nextReservation(claim(), books(), both)).toEqual({ kind: 'reserved', tokens: 150, cents: 100 });
    expect(nextReservation(claim(), books([settled('a', 100, { cents: 90 })]), both)).toMatchObject({
      kind: 'held',
      spent: { scope: 'task', unit: 'tokens' },
    });
    expect(
      nextReservation(claim({ task: 'u' }), books([settled('a', 50, { cents: 90 })]), both),
    ).toMatchObject({ kind: 'held', spent: { scope: 'run', unit: 'cents', limit: 100, used: 90 } });
  });

  test('its own reservation does not stand in its way', () => {
    const rows = [open('now', 200)];
    expect(nextReservation(claim(), books(rows), policy({ task: { tokens: 200 } })).kind).toBe('reserved');
  });
});

describe('[B4] a turn under way', () => {
  const of = policy({ task: { tokens: 100 }, run: { usd: 5 } });
  const rows = [settled('a', 30, { cents: 300 }), open('b', 20, { cents: 100, task: 'u' }), open('now', 70)];

  test('goes on while every budget has something left, and is stopped where one is used up', () => {
    expect(isWithin(claim(), { tokens: 69, cents: 99 }, books(rows), of)).toBe(true);
    expect(findSpent(claim(), { tokens: 70, cents: 0 }, books(rows), of)).toMatchObject({
      scope: 'task',
      unit: 'tokens',
      limit: 100,
      used: 100,
      expected: null,
    });
    expect(findSpent(claim(), { tokens: 0, cents: 100 }, books(rows), of)).toMatchObject({
      scope: 'run',
      unit: 'cents',
      used: 400,
      reserved: 100,
    });
  });

  test('may come to what the budgets have left beside the others, at the tightest', () => {
    expect(allowanceOf(claim(), books(rows), of)).toEqual({ tokens: 70, cents: 100 });
    expect(allowanceOf(claim(), books(), policy())).toEqual({ tokens: null, cents: null });
  });
});

test('[B7] a budget has a name, also where it is each of its scope', () => {
  expect(budgetName('run', '')).toBe('the run');
  expect([budgetName('session', ''), budgetName('session', '2')]).toEqual(['each session', 'Session 2']);
  expect([budgetName('task', ''), budgetName('day', '2026-11-23')]).toEqual(['each task', 'day 2026-11-23']);
});

test('[B6] what is spent is told with its numbers and what to do', () => {
  const spent = { scope: 'session', key: '2', unit: 'tokens', limit: 100_000, isTemporary: false } as const;
  expect(spentWords({ ...spent, used: 60_000, reserved: 20_000, expected: 50_000 })).toBe(
    "the budget of Session 2 is spent: 60,000 of 100,000 tokens are used, 20,000 tokens are reserved by turns under way, and a further turn is reckoned at 50,000 tokens. 'muster budget set session:2 LIMIT --why TEXT' gives it more.",
  );
  expect(
    spentWords({
      scope: 'run',
      key: '',
      unit: 'cents',
      limit: 500,
      used: 512.4,
      reserved: 0,
      expected: null,
      isTemporary: false,
    }),
  ).toBe(
    "the budget of the run is spent: $5.12 of $5.00 are used. 'muster budget set run LIMIT --why TEXT' gives it more.",
  );
  expect(spentWords({ ...spent, used: 0, reserved: 90_000, expected: 50_000, isTemporary: true })).toMatch(
    /^the budget of Session 2 is held by turns under way: 0 of 100,000 tokens are used, 90,000 tokens are reserved/,
  );
});

test('[B3] in whatever order turns ask, run and end, no budget is ever reserved beyond its limit', () => {
  const step = fc.record({
    session: fc.integer({ min: 1, max: 3 }),
    task: fc.constantFrom('t', 'u'),
    used: fc.nat(400),
    isEnding: fc.boolean(),
  });
  const limits = fc.record({ run: fc.nat(3_000), session: fc.nat(1_200), task: fc.nat(800) });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 40 }), ({ run, session, task }, steps) => {
      const of = policy({ run: { tokens: run }, session: { tokens: session }, task: { tokens: task } });
      const rows: Reservation[] = [];
      for (const [index, { isEnding, used, ...who }] of steps.entries()) {
        const under = rows.findIndex(({ state }) => state === 'reserved');
        if (isEnding && under >= 0) {
          // Metered, a turn ends within what it reserved.
          const row = rows[under]!;
          rows[under] = { ...row, state: 'settled', tokens: Math.min(used, row.tokens), endedAt: at(1) };
          continue;
        }
        const asked = claim({ turn: `t${index}`, ...who });
        const decision = nextReservation(asked, books(rows), of);
        if (decision.kind === 'held') continue;
        expect(decision.tokens).toBeGreaterThan(0);
        rows.push(open(asked.turn, decision.tokens, who));
        for (const { scope, key, tokens } of limitsFor(asked, [], of)) {
          const { used: out, reserved } = holdings({ scope, key }, { run: 'r1' }, rows, 'tokens');
          expect(out + reserved).toBeLessThanOrEqual(tokens!);
        }
      }
    }),
  );
});
