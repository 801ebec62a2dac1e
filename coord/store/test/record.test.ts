import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  announce,
  type Fence,
  leaveRun,
  readEvents,
  record,
  recordEvent,
  setBase,
  takeRun,
} from '../src/index.ts';
import { beginTestRun, coordinator, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';
import { withResolvers } from './with-resolvers.ts';

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

const events = () => readEvents(database.store.database, 'r1');
const note = { key: 'note', kind: 'report_made', session: 2, task: 't', data: { text: 'hello' } } as const;

describe('the event log', () => {
  test('keeps an event as it was told, with the generation that told it', async () => {
    await recordEvent(database.store, fence, note);
    expect(await events()).toMatchObject([{ run: 'r1', generation: 1, ...note }]);
  });

  test('holds a fact once, however often its step is repeated, and says which time was the first', async () => {
    const answers = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(await recordEvent(database.store, fence, { ...note, data: { time } }));
    expect(answers).toEqual([true, false, false]);
    expect((await events()).map((event) => event.data)).toEqual([{ time: 0 }]);
  });

  test.each([
    `update muster.events set data = '{}'`,
    `update muster.events set key = key`,
    'delete from muster.events',
    'truncate muster.events',
  ])('refuses: %s', async (statement) => {
    await recordEvent(database.store, fence, note);
    await expect(database.pool.query(statement)).rejects.toThrow(/muster\.events is append-only/);
    expect(await events()).toMatchObject([note]);
  });

  test('goes with its run, and another run keeps its own', async () => {
    await leaveRun(database.store, fence, 'finished', {});
    const other = await beginTestRun(database.store, 'r2');
    await recordEvent(database.store, other, note);
    await database.pool.query(`delete from muster.runs where id = 'r1'`);
    const { rows } = await database.pool.query('select run from muster.events');
    expect(rows).toEqual([{ run: 'r2' }]);
  });

  test('is read from any event on, by kind, and by at most so many', async () => {
    for (const key of ['a', 'b', 'c']) await recordEvent(database.store, fence, { key, kind: 'round_held' });
    await recordEvent(database.store, fence, note);
    const [first] = await events();
    const keys = async (options: Parameters<typeof readEvents>[2]) =>
      (await readEvents(database.store.database, 'r1', options)).map((event) => event.key);
    expect(await keys({ after: first!.id })).toEqual(['b', 'c', 'note']);
    expect(await keys({ kind: 'round_held' })).toEqual(['a', 'b', 'c']);
    expect(await keys({ limit: 2 })).toEqual(['a', 'b']);
  });
});

test('an event comes up behind none that was told later, so that reading on from the last one misses none', async () => {
  const { promise: mayEnd, resolve: end } = withResolvers();
  const { promise: hasTold, resolve: told } = withResolvers();
  const first = record(database.store, fence, async (_, append) => {
    await append({ ...note, key: 'first' });
    told();
    await mayEnd;
  });
  await hasTold;
  const others = [
    recordEvent(database.store, fence, { ...note, key: 'second' }),
    announce(database.store, 'r1', { ...note, key: 'third' }),
  ];
  await new Promise((resolve) => setTimeout(resolve, 100));
  const early = await events();
  end();
  await Promise.all([first, ...others]);
  expect(early).toEqual([]);
  const keys = (await events()).map((event) => event.key);
  expect(keys[0]).toBe('first');
  expect(keys).toHaveLength(3);
});

describe('the fence', () => {
  test('refuses a coordinator whose run was taken over, with both generations, and keeps nothing of it', async () => {
    const next = await takeRun(database.store, 'r1', coordinator);
    expect(next.generation).toBe(fence.generation + 1);
    await expect(recordEvent(database.store, fence, note)).rejects.toMatchObject({
      code: 'stale_generation',
      facts: { run: 'r1', generation: 1, current: 2 },
    });
    expect(await events()).toEqual([]);
    await recordEvent(database.store, next, note);
    expect(await events()).toMatchObject([{ generation: 2 }]);
  });

  test('refuses a run that is no longer there', async () => {
    await expect(recordEvent(database.store, { run: 'r9', generation: 1 }, note)).rejects.toMatchObject({
      code: 'stale_generation',
    });
  });

  test('takes back rows and events alike when the change fails half-way', async () => {
    const failure = record(database.store, fence, async (_, append) => {
      await append(note);
      throw new Error('half-way');
    });
    await expect(failure).rejects.toThrow('half-way');
    expect(await events()).toEqual([]);
  });

  test('makes a takeover wait for a write that is under way, so that two coordinators never both decide', async () => {
    const order: string[] = [];
    const { promise: mayEnd, resolve: end } = withResolvers();
    const { promise: hasBegun, resolve: begin } = withResolvers();
    const write = record(database.store, fence, async (_, append) => {
      begin();
      await mayEnd;
      await append(note);
      order.push('written');
    });
    await hasBegun;
    const takeover = takeRun(database.store, 'r1', coordinator).then(() => order.push('taken over'));
    await untilSomebodyWaits();
    end();
    await Promise.all([write, takeover]);
    expect(order).toEqual(['written', 'taken over']);
  });

  test('holds for writes that append no event', async () => {
    await takeRun(database.store, 'r1', coordinator);
    const key = { task: 't', attempt: 1, session: 2 };
    await expect(setBase(database.store, fence, key, 'c0')).rejects.toMatchObject({
      code: 'stale_generation',
    });
  });

  test("is not asked of other processes, whose events carry the run's generation of the moment", async () => {
    await takeRun(database.store, 'r1', coordinator);
    await announce(database.store, 'r1', note);
    expect(await events()).toMatchObject([{ generation: 2 }]);
    await expect(announce(database.store, 'r9', note)).rejects.toMatchObject({ code: 'no_run' });
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (let look = 0; look < 500; look += 1) {
    const { rows } = await database.pool.query('select 1 from pg_locks where not granted');
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('nobody waits for a lock after 5 s');
}
