import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Fence,
  insertBrief,
  insertReuse,
  insertTurn,
  insertTurnEvents,
  readBriefs,
  readFirstRequests,
  readReuses,
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
});

const reader = () => database.store.database;
const brief = (text: string) => ({
  ...{ turn: 't1', session: 2, task: 't', text, tokens: 3 },
  sections: [{ title: 'The task', tokens: 3 }],
  leftOut: [],
  followUp: null,
  followUpTokens: null,
});

describe('a brief', () => {
  test('is stored word by word, and written again it is the one that counts', async () => {
    await insertBrief(database.store, fence, brief('first'));
    await insertBrief(database.store, fence, brief('second \0 try'));
    expect(await readBriefs(reader(), 'r1')).toMatchObject([
      { turn: 't1', text: 'second \uFFFD try', tokens: 3 },
    ]);
  });

  test('is set beside the first request that its model was asked in the turn', async () => {
    const key = { task: 't', attempt: 1, session: 2 };
    const asked = (seq: number, input: number, parts = {}) => ({
      ...{ seq, at: new Date(), vendor: 'anthropic', model: 'm', scope: 'request' as const },
      ...{ kind: 'delta' as const, quality: 'metered' as const, input, ...parts },
    });
    for (const number of [1, 2]) {
      const turn = { id: `t${number}`, number, driver: 'claude' };
      await insertTurn(database.store, fence, key, turn);
      await insertBrief(database.store, fence, { ...brief('words'), turn: turn.id });
      const usage = [asked(1, 10, { cacheWrite: 5 }), asked(2, 99)];
      await insertTurnEvents(database.store, fence, turn.id, { events: [], usage });
    }
    // A further turn goes on in a conversation: what it begins with is not the brief alone.
    expect(await readFirstRequests(reader(), 'm', { limit: 50 })).toEqual([
      { turn: 't1', counted: 3, reported: 15 },
    ]);
    expect(await readFirstRequests(reader(), 'another', { limit: 50 })).toEqual([]);
  });

  test('that is told again in short has tokens for that too', async () => {
    const told = { ...brief('whole'), followUp: 'short' };
    await expect(insertBrief(database.store, fence, told)).rejects.toMatchObject({
      cause: { constraint: 'briefs_follow_up' },
    });
  });
});

describe('what is decided on reuse', () => {
  const miss = {
    ...{ task: 't', attempt: 1, session: 2, state: 'miss' as const, reason: 'nothing is stored' },
    ...{ key: 'k1', inputs: { task: { text: 'h' } } },
  };

  test('stands for the attempt, whatever a repeat would say', async () => {
    expect(await insertReuse(database.store, fence, miss)).toMatchObject({ state: 'miss' });
    const hit = { ...miss, state: 'hit' as const, result: 'c1' };
    expect(await insertReuse(database.store, fence, hit)).toMatchObject({ state: 'miss', result: null });
    expect(await readReuses(reader(), 'r1')).toHaveLength(1);
  });

  test.each([
    ['reuses_hit', { state: 'hit' as const }],
    ['reuses_hit', { result: 'c1' }],
    ['reuses_asked', { key: null, inputs: null }],
    ['reuses_key', { inputs: null }],
    ['reuses_state', { state: 'perhaps' as never }],
  ])('holds to %s', async (constraint, parts) => {
    await expect(insertReuse(database.store, fence, { ...miss, ...parts })).rejects.toMatchObject({
      cause: { constraint },
    });
  });
});

test('nobody but the turn of a session has tokens: a row of any other is refused', async () => {
  const coordination = `insert into muster.usage (run, turn, seq, at, session, task, vendor, scope, kind, quality)
    values ('r1', 'coordinator', 1, now(), 1, 't', 'anthropic', 'request', 'delta', 'reported')`;
  await expect(database.pool.query(coordination)).rejects.toMatchObject({
    constraint: 'usage_turn_turns_id_fk',
  });
  const { rows } = await database.pool.query(
    "select is_nullable from information_schema.columns where table_schema = 'muster' and table_name = 'usage' and column_name in ('turn', 'session', 'task')",
  );
  expect(rows.map((row) => row.is_nullable)).toEqual(['NO', 'NO', 'NO']);
});
