import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  blockAttempt,
  endTurn,
  type Fence,
  findIntegration,
  finishAttempt,
  insertAttempt,
  insertTurn,
  judgeTurn,
  planIntegration,
  readAttempts,
  readEvents,
  readHandoffs,
  readTurns,
  setBase,
  type Verdict,
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

const key = { task: 't', attempt: 1, session: 2 };
const turn = { id: 'r1.t.a1.t1', number: 1 };
const finished = { kind: 'finished', artifacts: [] };
const submitted: Verdict = { kind: 'submitted', commit: 'c1' };
const red: Verdict = { kind: 'rework', cause: 'gates', feedback: 'one test is red' };
const landed = { entry: 't#1:c1', commit: 'm1', paths: ['a.md'], tree: 't1' };

const attempts = () => readAttempts(database.store.database, 'r1');
const turns = () => readTurns(database.store.database, 'r1');
const handoffs = () => readHandoffs(database.store.database, 'r1');
const kinds = async () => (await readEvents(database.store.database, 'r1')).map((event) => event.kind);

async function work(): Promise<void> {
  await insertAttempt(database.store, fence, key, {});
  await insertTurn(database.store, fence, key, { ...turn, driver: 'runbook' });
  await endTurn(database.store, fence, key, turn, finished);
}

async function submit(): Promise<void> {
  await work();
  await judgeTurn(database.store, fence, key, turn, submitted);
}

describe('an attempt', () => {
  test('claims its session: a second task of it is refused while the first is open', async () => {
    await insertAttempt(database.store, fence, key, {});
    const second = insertAttempt(database.store, fence, { task: 'u', attempt: 1, session: 2 }, {});
    await expect(second).rejects.toMatchObject({ cause: { constraint: 'attempts_one_per_session' } });
    expect((await attempts()).map(({ task }) => task)).toEqual(['t']);
    expect(await kinds()).toEqual(['attempt_started']);
  });

  test('goes from working to submitted to integrated, each step once however often it is repeated', async () => {
    for (let time = 0; time < 2; time += 1) {
      await insertAttempt(database.store, fence, key, {});
      await setBase(database.store, fence, key, 'c0');
      await insertTurn(database.store, fence, key, { ...turn, driver: 'runbook' });
    }
    expect(await attempts()).toMatchObject([{ state: 'working', base: 'c0', head: null }]);
    for (let time = 0; time < 2; time += 1) await endTurn(database.store, fence, key, turn, finished);
    for (let time = 0; time < 2; time += 1) await judgeTurn(database.store, fence, key, turn, submitted);
    expect(await attempts()).toMatchObject([{ state: 'submitted', head: 'c1', endedAt: null }]);
    for (let time = 0; time < 2; time += 1) await finishAttempt(database.store, fence, key, landed, []);
    expect(await attempts()).toMatchObject([{ state: 'integrated', head: 'c1', integrated: 'm1' }]);
    expect(await kinds()).toEqual([
      'attempt_started',
      'turn_started',
      'turn_finished',
      'attempt_submitted',
      'task_integrated',
    ]);
  });

  test('that is blocked keeps its reason and gives its session free', async () => {
    await work();
    await judgeTurn(database.store, fence, key, turn, red);
    await blockAttempt(database.store, fence, key, 'nobody knows how', { turns: 4 });
    expect(await attempts()).toMatchObject([{ state: 'blocked', reason: 'nobody knows how' }]);
    await insertAttempt(database.store, fence, { task: 'u', attempt: 1, session: 2 }, {});
  });
});

describe('a turn', () => {
  test('that has to be put right leaves the attempt working, with the feedback on the turn', async () => {
    await work();
    await judgeTurn(database.store, fence, key, turn, red);
    expect(await attempts()).toMatchObject([{ state: 'working' }]);
    expect(await turns()).toMatchObject([{ verdict: red, outcome: finished }]);
    expect(await kinds()).toContain('rework_asked');
  });

  test('that was submitted may be sent back by the landing, and is then not submitted again by a repeated step', async () => {
    await submit();
    await judgeTurn(database.store, fence, key, turn, red);
    await judgeTurn(database.store, fence, key, turn, submitted);
    expect(await turns()).toMatchObject([{ verdict: red }]);
    // The commit that was refused stays known.
    expect(await attempts()).toMatchObject([{ state: 'working', head: 'c1' }]);
  });

  test('is judged once: a repeated step does not reopen what has landed since', async () => {
    await submit();
    await finishAttempt(database.store, fence, key, landed, []);
    await judgeTurn(database.store, fence, key, turn, submitted);
    expect(await attempts()).toMatchObject([{ state: 'integrated', integrated: 'm1' }]);
  });

  test('that was stopped changes nothing about its attempt', async () => {
    await work();
    await judgeTurn(database.store, fence, key, turn, { kind: 'stopped' });
    expect(await attempts()).toMatchObject([{ state: 'working' }]);
    expect(await kinds()).toEqual(['attempt_started', 'turn_started', 'turn_finished']);
  });

  test('cannot be judged before its outcome is known', async () => {
    await insertAttempt(database.store, fence, key, {});
    await insertTurn(database.store, fence, key, { ...turn, driver: 'runbook' });
    const early = judgeTurn(database.store, fence, key, turn, submitted);
    await expect(early).rejects.toMatchObject({ cause: { constraint: 'turns_verdict' } });
    expect(await attempts()).toMatchObject([{ state: 'working' }]);
  });
});

describe('a landing', () => {
  test('is written down before the branch moves, and a new candidate replaces the last', async () => {
    await planIntegration(database.store, fence, key, { onto: 'i0', commit: 'm1' });
    await planIntegration(database.store, fence, key, { onto: 'i1', commit: 'm2' });
    expect(await findIntegration(database.store.database, 'r1', key)).toMatchObject({
      onto: 'i1',
      commit: 'm2',
    });
    expect(await findIntegration(database.store.database, 'r1', { ...key, attempt: 2 })).toBeUndefined();
  });

  test('offers what the task hands on in the same transaction', async () => {
    await submit();
    const artifacts = [{ path: 'a.md', sha256: 'aa' }];
    await finishAttempt(database.store, fence, key, landed, [{ handoff: 'h', delivery: 1, artifacts }]);
    expect(await handoffs()).toMatchObject([
      { handoff: 'h', delivery: 1, state: 'offered', commit: 'm1', artifacts },
    ]);
  });

  test('that fails to offer is no landing either', async () => {
    await submit();
    const illegal = [{ handoff: 'h', delivery: 1, artifacts: null as unknown as [] }];
    await expect(finishAttempt(database.store, fence, key, landed, illegal)).rejects.toThrow();
    expect(await attempts()).toMatchObject([{ state: 'submitted' }]);
    expect(await handoffs()).toEqual([]);
    expect(await kinds()).not.toContain('task_integrated');
  });

  test('that a crash repeats offers nothing a second time, even under another number', async () => {
    await submit();
    await finishAttempt(database.store, fence, key, landed, [{ handoff: 'h', delivery: 1, artifacts: [] }]);
    await finishAttempt(database.store, fence, key, landed, [{ handoff: 'h', delivery: 2, artifacts: [] }]);
    expect((await handoffs()).map(({ delivery }) => delivery)).toEqual([1]);
  });
});
