import type { Turn, UsageRow } from '@musterhq/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, makeTurn } from '../../test/make-facts.ts';
import { makeUsage } from '../../test/make-usage.ts';
import { addTokens, noTokens, tokenKinds } from './tokens.ts';
import { type TurnUsage, usageOfTurns } from './usage-of-turns.ts';

const bound = { tokens: 1_000, cents: 100 };

function turnOf(number: number, parts: Partial<Turn> = {}): Turn {
  const outcome = { kind: 'finished' };
  const when = { startedAt: at(number), endedAt: at(number) };
  return makeTurn({ task: 't', number, id: `t${number}`, driver: 'claude', outcome, ...when, ...parts });
}

/** Rows of one turn after the other: `[turn, row]`, in their order. */
function ledger(rows: [turn: number, row: Partial<UsageRow>][], turns?: Turn[]): TurnUsage[] {
  const usage = rows.map(([turn, row], seq) => makeUsage({ seq: seq + 1, turn: `t${turn}`, ...row }));
  const numbers = [...new Set(rows.map(([turn]) => turn))];
  return usageOfTurns({ turns: turns ?? numbers.map((number) => turnOf(number)), usage, bound });
}

const tokensIn = ({ shares }: TurnUsage) =>
  shares.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens);
const brief = (one: TurnUsage) => [one.told, one.certainty, ...one.flags];
const both = (input: number, output: number) => ({ input, output });
const total = (conversation: string, input: number, output: number): Partial<UsageRow> => ({
  ...{ scope: 'conversation', kind: 'total', conversation, input, output },
});

describe('[L3] what a vendor tells about the turn', () => {
  test('is added up where each report is new, and is the last one where each is all so far', () => {
    const [added] = ledger([
      [1, both(100, 10)],
      [1, both(50, 5)],
    ]);
    expect(brief(added!)).toEqual([165, 'reported']);
    const [last] = ledger([
      [1, { kind: 'total', ...both(100, 10) }],
      [1, { kind: 'total', ...both(150, 15) }],
    ]);
    expect(brief(last!)).toEqual([165, 'reported']);
  });

  test('keeps the kinds apart, and those that nobody told unknown', () => {
    const [turn] = ledger([[1, { input: 1, cacheRead: 2, output: 4, reasoning: 3 }]]);
    expect(tokensIn(turn!)).toEqual({ input: 1, cacheRead: 2, cacheWrite: null, output: 4, reasoning: 3 });
    expect(turn).toMatchObject({ told: 7, counted: 7 });
  });

  test('is kept by model', () => {
    const [turn] = ledger([
      [1, { model: 'claude-opus-5', ...both(100, 10) }],
      [1, { model: 'claude-haiku-4-5', ...both(20, 1) }],
    ]);
    expect(turn!.shares.map(({ model, tokens }) => [model, tokens.input])).toEqual([
      ['claude-opus-5', 100],
      ['claude-haiku-4-5', 20],
    ]);
  });

  test('goes before single requests, which are parts of it', () => {
    const [turn] = ledger([
      [1, { scope: 'request', ...both(60, 1) }],
      [1, { scope: 'request', ...both(40, 1) }],
      [1, both(100, 10)],
    ]);
    expect(brief(turn!)).toEqual([110, 'reported']);
  });
});

describe('[L4] what a vendor tells about the conversation', () => {
  test('is what each turn added to it, also across turns that others came between', () => {
    const turns = ledger([
      [1, total('c', 1_200, 100)],
      [2, total('d', 50, 5)],
      [3, total('c', 2_400, 180)],
      [3, total('c', 2_500, 190)],
    ]);
    expect(turns.map(brief)).toEqual([
      [1_300, 'reported'],
      [55, 'reported'],
      [1_390, 'reported'],
    ]);
  });

  test('that falls has begun again: all of it is new, flagged, and never negative', () => {
    const turns = ledger([
      [1, total('c', 1_000, 100)],
      [2, total('c', 400, 120)],
    ]);
    expect(brief(turns[1]!)).toEqual([520, 'reported', 'decreased']);
  });

  test('is by model where the vendor tells it so, and of all models where it tells one number', () => {
    const byModel = ledger([
      [1, { ...total('c', 100, 10), model: 'a' }],
      [1, { ...total('c', 40, 4), model: 'b' }],
      [2, { ...total('c', 150, 15), model: 'a' }],
    ]);
    expect(byModel.map(({ told }) => told)).toEqual([154, 55]);
    const switched = ledger([
      [1, { ...total('c', 100, 10), model: 'a' }],
      [2, { ...total('c', 150, 15), model: 'b' }],
    ]);
    expect(switched.map(({ told }) => told)).toEqual([110, 55]);
  });

  test('for the first time in a conversation that an earlier turn held counts whole, flagged', () => {
    const turns = [turnOf(1, { conversation: 'c' }), turnOf(2)];
    const [silent, told] = ledger([[2, total('c', 900, 90)]], turns);
    expect(silent).toMatchObject({ certainty: 'unknown', counted: 1_000 });
    expect(brief(told!)).toEqual([990, 'reported', 'no_baseline']);
    // What the agent says of the turn itself is then the better account.
    const [, better] = ledger(
      [
        [2, total('c', 900, 90)],
        [2, both(200, 20)],
      ],
      turns,
    );
    expect(brief(better!)).toEqual([220, 'reported']);
  });

  test('and of the turn: the larger one counts', () => {
    const turns = ledger([
      [1, both(100, 10)],
      [1, total('c', 150, 15)],
      [2, both(100, 10)],
      [2, total('c', 200, 20)],
    ]);
    expect(turns.map(({ told }) => told)).toEqual([165, 110]);
  });

  test('without a name is of that turn alone', () => {
    const turns = ledger([
      [1, { scope: 'conversation', kind: 'total', ...both(100, 10) }],
      [2, { scope: 'conversation', kind: 'total', ...both(80, 8) }],
    ]);
    expect(turns.map(brief)).toEqual([
      [110, 'reported'],
      [88, 'reported'],
    ]);
  });
});

describe('[L5] a lower bound', () => {
  test('is what single requests tell, since nobody can say that these were all; it counts at the bound', () => {
    const [turn] = ledger([[1, { scope: 'request', ...both(300, 10) }]]);
    expect(brief(turn!)).toEqual([310, 'at_least', 'requests_only']);
    expect(turn).toMatchObject({ counted: 1_000 });
  });

  test('that is above the bound counts as itself', () => {
    const [turn] = ledger([[1, { scope: 'request', ...both(3_000, 10) }]]);
    expect(turn).toMatchObject({ certainty: 'at_least', counted: 3_010 });
  });

  test.each([
    ['what was written', { input: 500 }],
    ['what was sent', { output: 500 }],
  ])('is what leaves out %s', (_, row) => {
    expect(brief(ledger([[1, row]])[0]!)).toEqual([500, 'at_least', 'partial']);
  });
});

describe('[L6] unknown is never zero', () => {
  test.each([
    ['says nothing', []],
    ['says that it says nothing', [[1, { quality: 'unknown' }]]],
    [
      'tells a cost alone',
      [[1, { scope: 'conversation', kind: 'total', costUsd: 1, costScope: 'conversation' }]],
    ],
  ] as [string, [number, Partial<UsageRow>][]][])('a turn whose agent %s counts at the bound', (_, rows) => {
    const [turn] = ledger(rows, [turnOf(1)]);
    expect(turn).toMatchObject({ certainty: 'unknown', told: 0, counted: 1_000, countedCents: 100 });
  });

  test('an agent that says that it used nothing is not believed', () => {
    const [turn] = ledger([[1, both(0, 0)]]);
    expect(turn).toMatchObject({ certainty: 'unknown', flags: ['zero'], counted: 1_000 });
  });

  test('a turn under way has used what was told so far', () => {
    const running = turnOf(1, { endedAt: null, outcome: null });
    expect(ledger([], [running])[0]).toMatchObject({ certainty: 'running', counted: 0 });
    expect(ledger([[1, both(7, 1)]], [running])[0]).toMatchObject({ certainty: 'running', counted: 8 });
  });

  test.each(['runbook', 'scripted', 'person'])('%s asks no model, and has used nothing', (driver) => {
    expect(ledger([], [turnOf(1, { driver })])[0]).toMatchObject({ certainty: 'none', counted: 0 });
    expect(ledger([[1, both(7, 1)]], [turnOf(1, { driver })])[0]).toMatchObject({ counted: 8 });
  });

  test('a turn that never began, and so has no part of the budgets, has used nothing', () => {
    const turns = [turnOf(1, { outcome: { kind: 'stopped' } }), turnOf(2)];
    const found = usageOfTurns({ turns, usage: [], bound, begun: new Set(['t2']) });
    expect(found).toMatchObject([
      { certainty: 'none', counted: 0 },
      { certainty: 'unknown', counted: 1_000 },
    ]);
  });

  test('nothing is billed for what the vendor refused, unless the agent had done something by then', () => {
    const refused = (kind: string) =>
      turnOf(1, { outcome: { kind: 'failed', reason: 'agent_error', error: { class: kind } } });
    const certainty = (kind: string, ...answered: string[]) =>
      usageOfTurns({ turns: [refused(kind)], usage: [], bound, answered: new Set(answered) })[0]!.certainty;
    expect(['auth', 'quota', 'rate_limit', 'crashed', 'transport'].map((kind) => certainty(kind))).toEqual([
      'none',
      'none',
      'none',
      'unknown',
      'unknown',
    ]);
    expect(certainty('rate_limit', 't1')).toBe('unknown');
  });
});

describe('[L8] what our own proxy counted', () => {
  const metered = (input: number, output: number): Partial<UsageRow> => ({
    ...{ scope: 'request', quality: 'metered', input, output },
  });

  test('goes before what the agent says, which is flagged where it says something else', () => {
    const [turn] = ledger([
      [1, metered(100, 10)],
      [1, metered(200, 20)],
      [1, both(100, 10)],
    ]);
    expect(brief(turn!)).toEqual([330, 'metered', 'differs_from_metered']);
    const [same] = ledger([
      [1, metered(100, 10)],
      [1, both(100, 10)],
    ]);
    expect(brief(same!)).toEqual([110, 'metered']);
  });

  test('is a lower bound where a call went by that nobody could read', () => {
    const [turn] = ledger([
      [1, metered(100, 10)],
      [1, { scope: 'request', quality: 'unknown' }],
    ]);
    expect(brief(turn!)).toEqual([110, 'at_least', 'unread_call']);
    expect(turn!.counted).toBe(1_000);
  });

  test('may be nothing', () => {
    expect(brief(ledger([[1, metered(0, 0)]])[0]!)).toEqual([0, 'metered']);
  });

  test('leaves the totals of the conversation as they were told, for the next turn without it', () => {
    const turns = ledger([
      [1, metered(100, 10)],
      [1, total('c', 90, 9)],
      [2, total('c', 150, 15)],
    ]);
    expect(turns.map(({ told }) => told)).toEqual([110, 66]);
  });
});

describe('[L7] money', () => {
  test('is an estimate by the price of the day, beside what the agent itself says', () => {
    const cost = { costUsd: 0.9, costScope: 'conversation' } as const;
    const turns = ledger([
      [1, { ...both(100_000, 10_000), conversation: 'c', ...cost }],
      [2, { ...both(100_000, 10_000), conversation: 'c', ...cost, costUsd: 1.5 }],
    ]);
    expect(turns.map(({ shares }) => shares[0]!.costUsd)).toEqual([0.75, 0.75]);
    expect(turns.map(({ saidUsd }) => saidUsd)).toEqual([0.9, expect.closeTo(0.6, 9)]);
    expect(turns[0]!.countedCents).toBeCloseTo(75, 9);
  });

  test('of what has no price is absent, and in budgets it is the larger of the bound’s rate and the agent’s word', () => {
    const model = 'unheard-of';
    const [turn] = ledger([[1, { ...both(900, 100), model }]]);
    expect(turn!.shares).toMatchObject([{ costUsd: null, unpriced: 1_000 }]);
    expect(turn!.countedCents).toBeCloseTo(100, 9);
    const said = { costUsd: 3, costScope: 'turn' } as const;
    expect(ledger([[1, { ...both(900, 100), model, ...said }]])[0]!.countedCents).toBe(300);
  });
});

test('[L1] whatever is told, nothing is negative, a turn counts at least what was told, and the order of rows does not matter', () => {
  const row = fc.record({
    turn: fc.constantFrom('t1', 't2', 't3'),
    conversation: fc.constantFrom(null, 'c', 'd'),
    model: fc.constantFrom(null, 'claude-opus-5', 'other'),
    scope: fc.constantFrom('request' as const, 'turn' as const, 'conversation' as const),
    kind: fc.constantFrom('delta' as const, 'total' as const),
    quality: fc.constantFrom('reported' as const, 'metered' as const, 'unknown' as const),
    input: fc.option(fc.nat(5_000)),
    cacheRead: fc.option(fc.nat(5_000)),
    output: fc.option(fc.nat(5_000)),
    reasoning: fc.option(fc.nat(5_000)),
    costUsd: fc.option(fc.nat(100)),
    costScope: fc.constantFrom(null, 'turn' as const, 'conversation' as const),
  });
  const turns = [1, 2, 3].map((number) => turnOf(number, { conversation: number === 2 ? 'c' : null }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (parts, order) => {
      const usage = parts.map((one, index) => makeUsage({ seq: index + 1, ...one }));
      const result = usageOfTurns({ turns, usage, bound });
      for (const one of result) {
        expect(one.told).toBeGreaterThanOrEqual(0);
        expect(one.counted).toBeGreaterThanOrEqual(one.told);
        expect(one.countedCents).toBeGreaterThanOrEqual(0);
        if (one.certainty === 'unknown') expect(one.counted).toBeGreaterThanOrEqual(bound.tokens);
        for (const { tokens, costUsd } of one.shares) {
          for (const kind of tokenKinds) expect(tokens[kind] ?? 0).toBeGreaterThanOrEqual(0);
          expect(costUsd ?? 0).toBeGreaterThanOrEqual(0);
        }
      }
      const shuffled = usage.map((one) => ({ one, by: order.next().value! })).sort((a, b) => a.by - b.by);
      expect(
        usageOfTurns({ turns: turns.toReversed(), usage: shuffled.map(({ one }) => one), bound }),
      ).toEqual(result);
    }),
  );
});
