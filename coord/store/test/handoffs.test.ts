import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  acceptHandoff,
  endTurn,
  type Fence,
  finishAttempt,
  insertAttempt,
  insertTurn,
  judgeTurn,
  readAttempts,
  readEvents,
  readHandoffs,
  refuseHandoff,
  takeHandoff,
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
  await land('maker', 2, true);
  await takeHandoff(database.store, fence, first, { session: 3, task: 'user' });
  await land('user', 3);
});

const first = { handoff: 'h', delivery: 1 };
const handoffs = () => readHandoffs(database.store.database, 'r1');
const attempts = () => readAttempts(database.store.database, 'r1');

async function land(task: string, session: number, isOffered = false): Promise<void> {
  const key = { task, attempt: 1, session };
  const turn = { id: `r1.${task}.a1.t1`, number: 1 };
  await insertAttempt(database.store, fence, key, {});
  await insertTurn(database.store, fence, key, { ...turn, driver: 'runbook' });
  await endTurn(database.store, fence, key, turn, { kind: 'finished' });
  await judgeTurn(database.store, fence, key, turn, { kind: 'submitted', commit: `c-${task}` });
  const deliveries = isOffered ? [{ ...first, artifacts: [{ path: 'a.md', sha256: 'aa' }] }] : [];
  await finishAttempt(
    database.store,
    fence,
    key,
    { entry: `${task}#1:c`, commit: `m-${task}`, paths: [], tree: 't' },
    deliveries,
  );
}

const refusal = (tasks: string[], keepsDelivery: boolean) => ({
  reason: 'the counts do not match',
  reopen: tasks.map((task) => ({ task, attempt: 1, session: task === 'maker' ? 2 : 3 })),
  keepsDelivery,
  evidence: { gates: [] },
});

test('a handoff that was offered is taken, and taking it again changes nothing', async () => {
  await takeHandoff(database.store, fence, first, { session: 3, task: 'user' });
  expect(await handoffs()).toMatchObject([{ ...first, state: 'taken', commit: 'm-maker' }]);
  const taken = await readEvents(database.store.database, 'r1', { kind: 'handoff_taken' });
  expect(taken).toHaveLength(1);
});

test('a handoff that was accepted is not taken again', async () => {
  await acceptHandoff(database.store, fence, first, { gates: [] });
  await takeHandoff(database.store, fence, first, { session: 3, task: 'user' });
  expect(await handoffs()).toMatchObject([{ state: 'accepted', reason: null }]);
});

test('refused with the consumer at fault, its task is reopened and what it was given stays with it', async () => {
  const [row] = await handoffs();
  await refuseHandoff(database.store, fence, row!, refusal(['user'], true));
  expect(await handoffs()).toMatchObject([
    { delivery: 1, state: 'refused', reason: 'the counts do not match' },
    { delivery: 2, state: 'taken', reason: null, commit: 'm-maker', artifacts: row!.artifacts },
  ]);
  expect(await attempts()).toMatchObject([
    { task: 'maker', state: 'integrated' },
    { task: 'user', state: 'reopened', reason: 'the counts do not match', integrated: 'm-user' },
  ]);
});

test('refused with the producer at fault, both tasks are reopened and the delivery is made anew', async () => {
  const [row] = await handoffs();
  await refuseHandoff(database.store, fence, row!, refusal(['maker', 'user'], false));
  expect(await handoffs()).toMatchObject([{ delivery: 1, state: 'refused' }]);
  expect((await attempts()).map(({ state }) => state)).toEqual(['reopened', 'reopened']);
});

test('a refusal that a crash repeats adds nothing and reopens no later attempt', async () => {
  const [row] = await handoffs();
  for (let time = 0; time < 2; time += 1)
    await refuseHandoff(database.store, fence, row!, refusal(['user'], true));
  expect(await handoffs()).toHaveLength(2);
  await insertAttempt(database.store, fence, { task: 'user', attempt: 2, session: 3 }, {});
  await refuseHandoff(database.store, fence, row!, refusal(['user'], true));
  expect((await attempts()).find(({ number }) => number === 2)).toMatchObject({ state: 'working' });
  const events = await readEvents(database.store.database, 'r1');
  expect(events.filter(({ kind }) => kind === 'handoff_refused')).toHaveLength(1);
  expect(events.filter(({ kind }) => kind === 'attempt_reopened')).toHaveLength(1);
});

test('a reopened session is free for its next attempt', async () => {
  const [row] = await handoffs();
  await refuseHandoff(database.store, fence, row!, refusal(['user'], true));
  await insertAttempt(database.store, fence, { task: 'user', attempt: 2, session: 3 }, {});
});
