import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Books,
  type Fence,
  leaveRun,
  readBooks,
  readEvents,
  readOpenRequests,
  release,
  reserve,
  setBudget,
  settle,
  takeRun,
} from '../src/index.ts';
import { beginTestRun, coordinator, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
let fence: Fence;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(async () => {
  await emptyStore(database);
  fence = await beginTestRun(database.store);
});

const day = '2026-11-23';
const reader = () => database.store.database;
const turn = (id: string) => ({ turn: id, session: 2, task: 't', driver: 'acp', day });
const sum = (books: Books) => books.reservations.reduce((total, row) => total + row.tokens, 0);
/** 100 tokens a turn, out of 250. */
const decide = (books: Books) =>
  sum(books) + 100 <= 250
    ? { kind: 'reserved' as const, tokens: 100, cents: 1 }
    : { kind: 'held' as const, event: { key: 'spent', kind: 'budget_spent' as const } };
const ask = (id: string, of = fence) => reserve(database.store, of, turn(id), decide);
const states = async () =>
  (await readBooks(reader(), 'r1', day)).reservations.map((row) => [row.turn, row.state, row.tokens]);

describe('reservations', () => {
  test('[B3] of turns that ask at once never come to more than there is, and the refusal is told once', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => ask(id)));
    expect(answers.filter(({ kind }) => kind === 'reserved')).toHaveLength(2);
    expect(sum(await readBooks(reader(), 'r1', day))).toBe(200);
    expect((await readEvents(reader(), 'r1', { kind: 'budget_spent' })).length).toBe(1);
  });

  test('[B3] a turn that has its reservation keeps it, whatever the budgets have become', async () => {
    await ask('a');
    await ask('b');
    expect(await ask('a')).toEqual({ kind: 'reserved', tokens: 100, cents: 1 });
    expect(await states()).toEqual([
      ['a', 'reserved', 100],
      ['b', 'reserved', 100],
    ]);
  });

  test('[B5] end once: settled as what the turn came to, or released as nothing', async () => {
    await ask('a');
    await ask('b');
    expect(await settle(database.store, fence, 'a', { tokens: 30, cents: 0.5 })).toBe(true);
    expect(await settle(database.store, fence, 'a', { tokens: 99, cents: 9 })).toBe(false);
    expect(await release(database.store, fence, 'a')).toBe(false);
    expect(await release(database.store, fence, 'b')).toBe(true);
    expect(await settle(database.store, fence, 'nobody', { tokens: 1, cents: 1 })).toBe(false);
    expect(await states()).toEqual([
      ['a', 'settled', 30],
      ['b', 'released', 0],
    ]);
  });

  test('[B5] a turn that was given up and comes up again asks again, as the generation that starts it', async () => {
    await ask('a');
    await release(database.store, fence, 'a');
    const next = await takeRun(database.store, 'r1', coordinator);
    await expect(ask('a')).rejects.toMatchObject({ code: 'stale_generation' });
    expect(await ask('a', next)).toMatchObject({ kind: 'reserved' });
    expect((await readBooks(reader(), 'r1', day)).reservations).toMatchObject([
      { turn: 'a', state: 'reserved', generation: 2, endedAt: null },
    ]);
  });

  test('of another run count where the day is the same, and only there', async () => {
    await ask('a');
    await leaveRun(database.store, fence, 'finished', {});
    await beginTestRun(database.store, 'r2');
    const turns = async (on: string) =>
      (await readBooks(reader(), 'r2', on)).reservations.map((row) => row.turn);
    expect(await turns(day)).toEqual(['a']);
    expect(await turns('2026-11-24')).toEqual([]);
  });
});

describe('budgets', () => {
  const budget = {
    scope: 'session',
    key: '2',
    tokens: 1_000,
    cents: null,
    by: 'Mia',
    why: 'a small task',
  } as const;

  test('are told with who and why, and wake the coordinator', async () => {
    await setBudget(database.store, 'r1', budget);
    expect(await readEvents(reader(), 'r1')).toMatchObject([
      { kind: 'budget_set', session: 2, data: budget },
    ]);
    expect(await readOpenRequests(reader(), 'r1')).toMatchObject([{ kind: 'budget' }]);
  });

  test('are kept, each in the order in which it was set', async () => {
    await setBudget(database.store, 'r1', budget);
    await setBudget(database.store, 'r1', { ...budget, tokens: null, cents: 500 });
    const { budgets } = await readBooks(reader(), 'r1', day);
    expect(budgets.map(({ tokens, cents }) => [tokens, cents])).toEqual([
      [1_000, null],
      [null, 500],
    ]);
    await expect(database.pool.query('update muster.budgets set tokens = 1')).rejects.toThrow(/append-only/);
  });
});
