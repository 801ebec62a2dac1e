import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  findDocument,
  findOpenRun,
  findRun,
  insertAttempt,
  insertDocument,
  insertRun,
  leaveRun,
  readAttempts,
  readEvents,
  readReports,
  recordEvent,
  removeOldRuns,
  takeRun,
} from '../src/index.ts';
import { beginTestRun, coordinator, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(() => emptyStore(database));

const reader = () => database.store.database;

describe('a run', () => {
  test('begins stopped, and is running once a coordinator has taken it', async () => {
    const run = await insertRun(database.store, {
      id: 'r1',
      documentPath: 'PLAN.md',
      options: {},
      planStart: '2026-11-23',
      startedAt: new Date(),
    });
    expect(run).toMatchObject({ state: 'stopped', generation: 0, coordinator: null, finishedAt: null });
    expect(await takeRun(database.store, 'r1', coordinator)).toEqual({ run: 'r1', generation: 1 });
    expect(await findOpenRun(reader())).toMatchObject({ state: 'running', generation: 1, coordinator });
  });

  test('is the only open one of its repository; the refusal names it and the way out', async () => {
    await beginTestRun(database.store);
    await expect(beginTestRun(database.store, 'r2')).rejects.toMatchObject({
      code: 'run_open',
      message: expect.stringMatching(/^Run r1 of PLAN\.md is still open.*muster resume/),
      facts: { open: 'r1' },
    });
    expect((await findRun(reader()))?.id).toBe('r1');
  });

  test('gives each coordinator a higher generation, and two at once different ones', async () => {
    await beginTestRun(database.store);
    const fences = await Promise.all([1, 2, 3].map(() => takeRun(database.store, 'r1', coordinator)));
    expect(fences.map(({ generation }) => generation).sort()).toEqual([2, 3, 4]);
  });

  test.each(['stopped', 'blocked'] as const)(
    'that is left %s stays open and can be taken again',
    async (state) => {
      const fence = await beginTestRun(database.store);
      await leaveRun(database.store, fence, state, { why: 'test' });
      expect(await findOpenRun(reader())).toMatchObject({ state, coordinator: null });
      expect((await readEvents(reader(), 'r1')).map((event) => event.kind)).toEqual([`run_${state}`]);
      expect((await takeRun(database.store, 'r1', coordinator)).generation).toBe(2);
    },
  );

  test.each(['finished', 'abandoned'] as const)(
    'that is %s is over: nobody takes it again',
    async (state) => {
      const fence = await beginTestRun(database.store);
      await leaveRun(database.store, fence, state, {});
      expect(await findOpenRun(reader())).toBeUndefined();
      await expect(takeRun(database.store, 'r1', coordinator)).rejects.toMatchObject({ code: 'no_run' });
      expect((await beginTestRun(database.store, 'r2')).run).toBe('r2');
    },
  );

  test('that is over goes when enough newer ones are over, with all that hangs on it; the open one never', async () => {
    for (const number of [1, 2, 3, 4]) {
      const fence = await beginTestRun(database.store, `r${number}`, new Date(2026, 10, number));
      await insertDocument(database.store, fence, { sha256: 'aa', text: '# Plan', origin: 'start' });
      if (number < 4) await leaveRun(database.store, fence, 'finished', {});
    }
    expect(await removeOldRuns(database.store, 1)).toEqual(['r2', 'r1']);
    const { rows } = await database.pool.query('select distinct run from muster.events order by run');
    expect(rows).toEqual([{ run: 'r3' }, { run: 'r4' }]);
    expect((await findOpenRun(reader()))?.id).toBe('r4');
    expect(await removeOldRuns(database.store, 1)).toEqual([]);
  });
});

describe('the document of a run', () => {
  test('counts its versions, and the same text twice in a row is one', async () => {
    const fence = await beginTestRun(database.store);
    const add = (text: string, origin: 'start' | 'edit' | 'write_back') =>
      insertDocument(database.store, fence, { sha256: `hash of ${text}`, text, origin });
    expect(await add('one', 'start')).toBe(1);
    expect(await add('one', 'start')).toBe(1);
    expect(await add('two', 'write_back')).toBe(2);
    expect(await add('one', 'edit')).toBe(3);
    expect(await findDocument(reader(), 'r1')).toMatchObject({ version: 3, text: 'one', origin: 'edit' });
    const adopted = await readEvents(reader(), 'r1', { kind: 'document_adopted' });
    expect(adopted.map((event) => event.data.origin)).toEqual(['start', 'edit']);
  });
});

describe('an edit that gives tasks other ids', () => {
  test('takes their attempts along, also when two ids change places', async () => {
    const fence = await beginTestRun(database.store);
    await insertAttempt(database.store, fence, { task: 'a', attempt: 1, session: 2 }, {});
    await insertAttempt(database.store, fence, { task: 'b', attempt: 1, session: 3 }, {});
    const edit = { sha256: 'bb', text: '# Plan B', origin: 'edit' } as const;
    const moves = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ];
    for (let time = 0; time < 2; time += 1) await insertDocument(database.store, fence, edit, { moves });
    const attempts = await readAttempts(reader(), 'r1');
    expect(new Map(attempts.map(({ session, task }) => [session, task]))).toEqual(
      new Map([
        [2, 'b'],
        [3, 'a'],
      ]),
    );
  });
});

describe('reports', () => {
  test('are the newest so many, oldest first', async () => {
    const fence = await beginTestRun(database.store);
    for (const text of ['one', 'two', 'three']) {
      const data = { from: 'Session 2', kind: 'progress', text };
      await recordEvent(database.store, fence, { key: text, kind: 'report_made', session: 2, data });
    }
    const reports = await readReports(reader(), 'r1', 2);
    expect(reports.map(({ text, from, session }) => ({ text, from, session }))).toEqual([
      { text: 'two', from: 'Session 2', session: 2 },
      { text: 'three', from: 'Session 2', session: 2 },
    ]);
  });
});
