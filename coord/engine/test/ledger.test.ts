import { fileURLToPath } from 'node:url';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import {
  endTurn,
  type Fence,
  insertRun,
  insertTurn,
  insertTurnEvents,
  makeStore,
  readBooks,
  readEvents,
  type Store,
  setBudget,
  takeRun,
} from '@musterhq/store';
import { makeTestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configurationSchema } from '../src/configuration.ts';
import { claimOf } from '../src/ledger/claim-of.ts';
import { reserveTurn } from '../src/ledger/reserve-turn.ts';
import { settleTurns } from '../src/ledger/settle-turns.ts';
import { readAllowance, spentByTurn } from '../src/ledger/spent-by-turn.ts';
import { launchPlan } from './documents.ts';
import { compilePlan } from './make-facts.ts';

const plan = compilePlan(launchPlan);
const migrations = readMigrations(fileURLToPath(new URL('../../store/migrations', import.meta.url)));
const now = Date.parse('2026-11-23T23:30:00Z');

let store: Store;
let end: () => Promise<void>;
let fence: Fence;
let runs = 0;

beforeAll(async () => {
  const migrate = async (url: string) => {
    const pool = makePool(url, { applicationName: 'ledger-template', max: 1 });
    await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
  };
  const database = await makeTestDatabase({ template: 'coord-ledger', migrate });
  const pool = makePool(database.url, { applicationName: 'ledger-test', max: 6 });
  store = makeStore(pool);
  end = async () => {
    await pool.end();
    await database.remove();
  };
});
afterAll(() => end());

const coordinator = { pid: 1, startedAt: 'boot', host: 'here' };
beforeEach(async () => {
  runs += 1;
  await store.database.execute("update muster.runs set state = 'abandoned', finished_at = now()");
  const id = `r${runs}`;
  const start = { documentPath: 'PLAN.md', options: {}, planStart: '2026-11-23', startedAt: new Date() };
  await insertRun(store, { id, ...start });
  fence = await takeRun(store, id, coordinator);
});

type Budget = Record<string, unknown>;
const around = (budget: Budget = {}, zone = 'UTC') => ({
  ...{ store, fence, live: { plan, text: '' } },
  configuration: configurationSchema.parse({ budget, zone }),
  clock: { now: () => now, sleepUntil: () => Promise.reject(new Error('nobody sleeps here')), ...noCalendar },
});
const noCalendar = {
  planTimeAt: () => ({ day: 1, date: '2026-11-23', minuteOfDay: 0 }),
  epochOf: () => now,
};
const task = plan.tasks.find(({ session }) => session === 2)!;
const claim = (number: number, context = around()) =>
  claimOf(context, { id: `${fence.run}.t${number}`, session: 2, task: task.id, driver: 'claude' });
const key = () => ({ task: task.id, attempt: 1, session: 2 });
const begin = (number: number) =>
  insertTurn(store, fence, key(), { id: `${fence.run}.t${number}`, number, driver: 'claude' });
const finish = (number: number) =>
  endTurn(store, fence, key(), { id: `${fence.run}.t${number}`, number }, { kind: 'finished' });
const tell = (number: number, seq: number, input: number) =>
  insertTurnEvents(store, fence, `${fence.run}.t${number}`, {
    events: [
      { seq: 1, at: new Date(now), kind: 'conversation', data: { id: 'c', isResumed: false } },
      { seq, at: new Date(now), kind: 'usage', data: {} },
    ],
    usage: [
      {
        ...{ seq, at: new Date(now), vendor: 'openai', model: 'gpt-5.5', input, output: 0 },
        ...{ scope: 'conversation', kind: 'total', quality: 'reported' },
      },
    ],
    conversation: 'c',
  });
const rows = async () =>
  (await readBooks(store.database, fence.run, '2026-11-23')).reservations
    .filter(({ run }) => run === fence.run)
    .map(({ turn, state, tokens }) => [turn.replace(`${fence.run}.`, ''), state, tokens]);

const small = { session: { tokens: 1_000 }, turn: { tokens: 600, usd: 1 } };

describe('a turn in the books', () => {
  test('[B3] [B5] is reserved, told, settled as what it came to; the next one by what is left', async () => {
    const context = around(small);
    expect(await reserveTurn(context, claim(1))).toMatchObject({ kind: 'reserved', tokens: 600 });
    await begin(1);
    await tell(1, 2, 450);
    await settleTurns(context);
    expect(await rows()).toEqual([['t1', 'reserved', 600]]);
    await finish(1);
    expect(await reserveTurn(context, claim(2))).toMatchObject({ kind: 'reserved', tokens: 450 });
    await begin(2);
    await tell(2, 2, 850);
    await finish(2);
    expect(await reserveTurn(context, claim(3))).toMatchObject({
      kind: 'held',
      spent: { scope: 'session', key: '2', used: 850, expected: 450, limit: 1_000 },
    });
    // A conversation's total is what each turn added to it.
    expect(await rows()).toEqual([
      ['t1', 'settled', 450],
      ['t2', 'settled', 400],
    ]);
  });

  test('[B4] is stopped once its budget is used up, by what it told so far', async () => {
    const context = around(small);
    await reserveTurn(context, claim(1));
    await begin(1);
    await tell(1, 2, 999);
    expect(await spentByTurn(context, claim(1))).toBeUndefined();
    expect(await readAllowance(context, claim(1))).toEqual({ tokens: 1_000, cents: null });
    await tell(1, 3, 1_000);
    expect(await spentByTurn(context, claim(1))).toMatchObject({ scope: 'session', used: 1_000 });
  });

  test('[B6] [B7] is held once in the log, and goes on when a person gives more', async () => {
    const context = around({ task: { tokens: 0 } });
    for (let time = 0; time < 2; time += 1)
      expect(await reserveTurn(context, claim(1))).toMatchObject({ kind: 'held' });
    const told = await readEvents(store.database, fence.run, { kind: 'budget_spent' });
    expect(told).toMatchObject([
      {
        session: 2,
        task: task.id,
        data: { scope: 'task', reason: expect.stringMatching(/muster budget set task:/) },
      },
    ]);
    const more = {
      scope: 'task',
      key: task.id,
      tokens: null,
      cents: 900,
      by: 'Mia',
      why: 'it is worth it',
    } as const;
    await setBudget(store, fence.run, more);
    expect(await reserveTurn(context, claim(1))).toMatchObject({ kind: 'reserved', cents: 200 });
  });

  test('[B1] is of the calendar’s day in the configured zone', async () => {
    expect(claim(1, around({}, 'UTC')).day).toBe('2026-11-23');
    expect(claim(1, around({}, 'Europe/Zurich')).day).toBe('2026-11-24');
  });
});

describe('[B5] a coordinator that was killed', () => {
  const limits = {
    session: { tokens: 1_000 },
    turn: { tokens: 600, usd: 1 },
    unknown: { tokens: 700, usd: 7 },
  };
  /** What had been done by the time it died. */
  const steps: [string, () => Promise<unknown>][] = [
    ['the reservation', () => reserveTurn(around(limits), claim(1))],
    ['the turn’s row', () => begin(1)],
    ['what it told', () => tell(1, 2, 450)],
    ['its end', () => finish(1)],
    ['the settlement', () => settleTurns(around(limits))],
  ];
  const left: Record<string, unknown[]> = {
    nothing: [],
    'the reservation': [['t1', 'released', 0]],
    'the turn’s row': [['t1', 'reserved', 600]],
    'what it told': [['t1', 'reserved', 600]],
    'its end': [['t1', 'settled', 450]],
    'the settlement': [['t1', 'settled', 450]],
  };

  test.each(Object.keys(left))('after %s leaves nothing reserved for ever', async (last) => {
    const done = steps.slice(0, steps.findIndex(([name]) => name === last) + 1);
    for (const [, step] of done) await step();
    fence = await takeRun(store, fence.run, coordinator);
    await settleTurns(around(limits));
    await settleTurns(around(limits));
    expect(await rows()).toEqual(left[last]);
    // It goes on from where it was, and ends the same.
    for (const [, step] of steps) await step();
    expect(await rows()).toEqual([['t1', 'settled', 450]]);
  });

  test('settles a turn that told nothing at the bound', async () => {
    await reserveTurn(around(limits), claim(1));
    await begin(1);
    await finish(1);
    await settleTurns(around(limits));
    expect(await rows()).toEqual([['t1', 'settled', 700]]);
  });
});

test('[B3] two turns that ask at once do not both get the last of a budget', async () => {
  const context = around(small);
  const asked = [1, 2, 3, 4].map((number) => reserveTurn(context, claim(number)));
  const answers = await Promise.all(asked);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['held', 'held', 'held', 'reserved']);
});
