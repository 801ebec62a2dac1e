import { describe, expect, test } from 'vitest';
import { at, makeTurn } from '../../test/make-facts.ts';
import { makeReservation, makeUsage } from '../../test/make-usage.ts';
import { nextSettlements } from './next-settlements.ts';
import { usageOfTurns } from './usage-of-turns.ts';

const bound = { tokens: 500, cents: 50 };
const turn = (id: string, endedAt: Date | null) =>
  makeTurn({
    ...{ id, task: 't', driver: 'claude', endedAt },
    outcome: endedAt === null ? null : { kind: 'finished' },
  });
const turns = [turn('told', at(5)), turn('silent', at(6)), turn('runs', null)];
const usage = usageOfTurns({
  turns,
  usage: [makeUsage({ turn: 'told', input: 80, output: 20 })],
  bound,
});
const next = (generation: number, ...rows: ReturnType<typeof makeReservation>[]) =>
  nextSettlements({ run: 'r1', generation, reservations: rows, turns, usage });

describe('[B5] after a crash nothing stays reserved for ever', () => {
  test('a turn that ended is settled as what it came to, and at the bound where it told nothing', () => {
    expect(next(1, makeReservation({ turn: 'told' }), makeReservation({ turn: 'silent' }))).toMatchObject([
      { kind: 'settle', turn: 'told', amount: { tokens: 100 } },
      { kind: 'settle', turn: 'silent', amount: { tokens: 500, cents: 50 } },
    ]);
  });

  test('what an earlier coordinator reserved and never began is given back; what this one did may be about to begin', () => {
    const row = makeReservation({ turn: 'never', generation: 1 });
    expect(next(2, row)).toEqual([{ kind: 'release', turn: 'never' }]);
    expect(next(1, row)).toEqual([]);
  });

  test('a turn that is under way keeps its part, whichever coordinator reserved it', () => {
    expect(next(7, makeReservation({ turn: 'runs', generation: 1 }))).toEqual([]);
  });

  test('what has ended is not ended again, and another run is not touched', () => {
    expect(
      next(
        2,
        makeReservation({ turn: 'told', state: 'settled' }),
        makeReservation({ turn: 'never', state: 'released' }),
        makeReservation({ turn: 'never', run: 'r0' }),
      ),
    ).toEqual([]);
  });
});
