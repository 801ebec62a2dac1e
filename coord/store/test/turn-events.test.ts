import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Fence,
  insertTurn,
  insertTurnEvents,
  readTurnEvents,
  readTurns,
  readUsage,
  type TurnBatch,
} from '../src/index.ts';
import { beginTestRun, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
let fence: Fence;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(async () => {
  await emptyStore(database);
  fence = await beginTestRun(database.store);
  await begin('t1');
});

const at = new Date('2026-11-23T09:00:00Z');
const reader = () => database.store.database;
const begin = (id: string, number = 1) =>
  insertTurn(
    database.store,
    fence,
    { task: 't', attempt: 1, session: 2 },
    { id, number, driver: 'claude-code' },
  );
const copy = (turn: string, batch: TurnBatch) => insertTurnEvents(database.store, fence, turn, batch);
const said = (seq: number, text = `line ${seq}`) => ({ seq, at, kind: 'message', data: { text } });
const used = (seq: number, input: number): TurnBatch['usage'][number] => ({
  ...{ seq, at, vendor: 'anthropic', scope: 'turn', kind: 'total', quality: 'reported', input },
});
const texts = async (options: Parameters<typeof readTurnEvents>[2] = {}) =>
  (await readTurnEvents(reader(), 'r1', options)).map((row) => `${row.turn} ${row.data.text}`);

describe('what a turn tells', () => {
  test('is one row a line, however often and however cut it is copied', async () => {
    expect(await copy('t1', { events: [said(1), said(2)], usage: [used(2, 10)] })).toBe(2);
    expect(await copy('t1', { events: [said(1), said(2), said(3)], usage: [used(2, 99)] })).toBe(1);
    expect(await texts()).toEqual(['t1 line 1', 't1 line 2', 't1 line 3']);
    expect(await readUsage(reader(), 'r1')).toMatchObject([{ seq: 2, input: 10, session: 2, task: 't' }]);
  });

  test('is read from any row on, of one turn or of all, and by at most so many', async () => {
    await begin('t2', 2);
    await copy('t1', { events: [said(1)], usage: [] });
    await copy('t2', { events: [said(1)], usage: [] });
    await copy('t1', { events: [said(2)], usage: [] });
    const [first] = await readTurnEvents(reader(), 'r1');
    expect(await texts({ after: first!.id })).toEqual(['t2 line 1', 't1 line 2']);
    expect(await texts({ turn: 't1' })).toEqual(['t1 line 1', 't1 line 2']);
    expect(await texts({ limit: 1 })).toEqual(['t1 line 1']);
  });

  test('may be more than one statement holds', async () => {
    const events = Array.from({ length: 2_500 }, (_, index) => said(index + 1));
    expect(await copy('t1', { events, usage: [] })).toBe(2_500);
    const rows = await readTurnEvents(reader(), 'r1', { limit: 5_000 });
    expect(rows.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
  });

  test('may hold what Postgres has no place for in its texts', async () => {
    const data = { text: 'nul \0 half \ud800 whole \u{1f600}', deep: [{ '\0': '\udc00' }] };
    await copy('t1', {
      events: [{ seq: 1, at, kind: 'message', data }],
      usage: [{ ...used(1, 1), model: 'a\0b' }],
      conversation: 'c\0',
    });
    const [row] = await readTurnEvents(reader(), 'r1');
    expect(row!.data).toEqual({
      text: 'nul \ufffd half \ufffd whole \u{1f600}',
      deep: [{ '\ufffd': '\ufffd' }],
    });
    expect(await readUsage(reader(), 'r1')).toMatchObject([{ model: 'a\ufffdb' }]);
    expect(await readTurns(reader(), 'r1')).toMatchObject([{ conversation: 'c\ufffd' }]);
  });

  test('is of a turn of the run', async () => {
    await expect(copy('other', { events: [said(1)], usage: [] })).rejects.toMatchObject({ code: 'no_turn' });
  });

  test('is not taken from a coordinator whose run another one holds', async () => {
    const batch = { events: [said(1)], usage: [] };
    const stale = { ...fence, generation: 0 };
    await expect(insertTurnEvents(database.store, stale, 't1', batch)).rejects.toMatchObject({
      code: 'stale_generation',
    });
  });
});

describe('the tokens that a turn tells', () => {
  test('keep unknown apart from zero', async () => {
    await copy('t1', { events: [said(1)], usage: [{ ...used(1, 5), cacheRead: 0 }] });
    expect(await readUsage(reader(), 'r1')).toMatchObject([
      { input: 5, cacheRead: 0, cacheWrite: null, output: null, reasoning: null, costUsd: null },
    ]);
  });

  test('are of the conversation that the turn held when it told them', async () => {
    const held = (seq: number, id: string) => ({ seq, at, kind: 'conversation', data: { id } });
    await copy('t1', {
      events: [said(1), held(2, 'c1'), said(3)],
      usage: [used(1, 1), used(3, 3)],
      conversation: 'c1',
    });
    await copy('t1', { events: [said(4)], usage: [used(4, 4)] });
    await copy('t1', {
      events: [said(5), held(6, 'c2'), said(7)],
      usage: [used(5, 5), used(7, 7)],
      conversation: 'c2',
    });
    expect((await readUsage(reader(), 'r1')).map((row) => [row.input, row.conversation])).toEqual([
      [1, null],
      [3, 'c1'],
      [4, 'c1'],
      [5, 'c1'],
      [7, 'c2'],
    ]);
    expect(await readTurns(reader(), 'r1')).toMatchObject([{ conversation: 'c2' }]);
  });

  test('of some turns come with all that was told in their conversations', async () => {
    await begin('t2', 2);
    await begin('t3', 3);
    await copy('t1', { events: [said(1)], usage: [{ ...used(1, 1), conversation: 'c1' }] });
    await copy('t2', { events: [said(1)], usage: [{ ...used(1, 2), conversation: 'c1' }] });
    await copy('t3', { events: [said(1)], usage: [used(1, 3)] });
    const inputs = async (turns: string[]) =>
      (await readUsage(reader(), 'r1', turns)).map(({ input }) => input);
    expect(await inputs(['t2'])).toEqual([1, 2]);
    expect(await inputs(['t3'])).toEqual([3]);
    expect(await inputs([])).toEqual([]);
  });

  test.each([
    'update muster.usage set input = 0',
    'delete from muster.usage',
    'truncate muster.usage',
    'delete from muster.turns',
  ])('are never changed: %s', async (statement) => {
    await copy('t1', { events: [said(1)], usage: [used(1, 7)] });
    const change = database.pool.query(statement);
    if (statement.endsWith('turns')) await change;
    else await expect(change).rejects.toThrow(/muster\.usage is append-only/);
    const rows = await readUsage(reader(), 'r1');
    expect(rows.map(({ input }) => input)).toEqual(statement.endsWith('turns') ? [] : [7]);
  });
});
