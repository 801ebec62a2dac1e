import type { Budget } from '@musterhq/store';
import { expect, test } from 'vitest';
import { at } from '../../test/make-facts.ts';
import { makeReservation } from '../../test/make-usage.ts';
import { assembleBudgets } from './assemble-budgets.ts';

const estimates = { turn: { tokens: 200, usd: 2 }, unknown: { tokens: 500, usd: 5 } };
const set = (parts: Partial<Budget>): Budget => ({
  ...{ id: 1, run: 'r1', scope: 'session', key: '', tokens: null, cents: null },
  ...{ by: 'Mia', why: 'enough for today', at: at(0) },
  ...parts,
});

test('[B7] shows each budget that holds, where it comes from, and what is used, reserved and left of it', () => {
  const views = assembleBudgets({
    ...{ run: 'r1', day: '2026-11-23', sessions: [2, 3] },
    tasks: [
      { id: 't', label: 'b1s2' },
      { id: 'u', label: 'b1s3' },
    ],
    books: {
      reservations: [
        makeReservation({ turn: 'a', state: 'settled', tokens: 700, cents: 90 }),
        makeReservation({ turn: 'b', tokens: 200, cents: 20 }),
        makeReservation({ turn: 'c', state: 'settled', run: 'r0', tokens: 5_000, cents: 500 }),
      ],
      budgets: [
        set({ tokens: 800 }),
        set({ id: 2, key: '3' }),
        set({ id: 3, scope: 'day', key: '2026-11-23', cents: 700 }),
      ],
    },
    policy: {
      standing: { ...estimates, run: { tokens: 10_000, usd: 12.5 } },
      ofTasks: new Map([['t', 900]]),
    },
  });
  expect(views.map(({ label, origin, by, tokens, cents }) => [label, origin, by, tokens, cents])).toEqual([
    [
      'run',
      'configuration',
      null,
      { limit: 10_000, used: 700, reserved: 200, left: 9_100 },
      { limit: 1_250, used: 90, reserved: 20, left: 1_140 },
    ],
    ['day 2026-11-23', 'person', 'Mia', null, { limit: 700, used: 590, reserved: 20, left: 90 }],
    ['Session 2', 'person', 'Mia', { limit: 800, used: 700, reserved: 200, left: 0 }, null],
    ['task b1s2', 'document', null, { limit: 900, used: 700, reserved: 200, left: 0 }, null],
  ]);
});
