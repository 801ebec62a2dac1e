import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  endTurn,
  type Fence,
  findOpenRevert,
  finishAttempt,
  finishRevert,
  insertAttempt,
  insertRevert,
  insertTurn,
  judgeTurn,
  readAttempts,
  readEvents,
  readHandoffs,
  readReverts,
  refuseRevert,
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

const asked = { block: 'b', number: 1, attempts: ['t#1'], by: 'Mia', why: 'it was too early' };
const reader = () => database.store.database;
const kinds = async () => (await readEvents(reader(), 'r1')).map((event) => event.kind);

async function land(task: string): Promise<void> {
  const key = { task, attempt: 1, session: 2 };
  const turn = { id: `r1.${task}.a1.t1`, number: 1 };
  const { store } = database;
  await insertAttempt(store, fence, key, {});
  await insertTurn(store, fence, key, { ...turn, driver: 'runbook' });
  await endTurn(store, fence, key, turn, { kind: 'finished', artifacts: [] });
  await judgeTurn(store, fence, key, turn, { kind: 'submitted', commit: `c-${task}` });
  await finishAttempt(
    store,
    fence,
    key,
    { entry: `${task}#1:c`, commit: `m-${task}`, paths: ['a'], tree: 'x' },
    [{ handoff: `h-${task}`, delivery: 1, artifacts: [] }],
  );
}

test('[N10] a revert that landed takes its attempts back with the reason, once', async () => {
  const { store } = database;
  await land('t');
  await land('u');
  for (let time = 0; time < 2; time += 1)
    await insertRevert(store, fence, { ...asked, commit: 'r', request: 7 });
  expect(await findOpenRevert(reader(), 'r1', 'b')).toMatchObject({ state: 'submitted', commit: 'r' });
  expect(await readAttempts(reader(), 'r1')).toMatchObject([
    { state: 'integrated' },
    { state: 'integrated' },
  ]);
  const [delivery, other] = await readHandoffs(reader(), 'r1');
  const landed = {
    entry: 'revert:b#1:r',
    commit: 'm',
    withdraw: [{ handoff: delivery!.handoff, delivery: delivery!.delivery }],
    handAgain: [other!],
  };
  expect(await finishRevert(store, fence, asked, landed)).toBe(true);
  expect(await finishRevert(store, fence, asked, landed)).toBe(false);
  expect(await readAttempts(reader(), 'r1')).toMatchObject([
    { task: 't', state: 'reverted', integrated: 'm-t', reason: 'reverted by Mia: it was too early' },
    { task: 'u', state: 'integrated' },
  ]);
  expect(await readReverts(reader(), 'r1')).toMatchObject([{ state: 'integrated', integrated: 'm' }]);
  expect(await findOpenRevert(reader(), 'r1', 'b')).toBeUndefined();
  const handoffs = await readHandoffs(reader(), 'r1');
  expect(handoffs.map(({ handoff, delivery: number, state }) => [handoff, number, state]).sort()).toEqual([
    ['h-t', 1, 'refused'],
    ['h-u', 1, 'refused'],
    ['h-u', 2, 'taken'],
  ]);
  expect((await kinds()).filter((kind) => /revert/.test(kind))).toEqual(['revert_asked', 'block_reverted']);
});

test('[N10] a refused revert keeps its reason and may be asked for again; one that landed is not refused any more', async () => {
  const { store } = database;
  await land('t');
  for (let time = 0; time < 2; time += 1)
    await refuseRevert(store, fence, { ...asked, reason: 'a gate is red' });
  await insertRevert(store, fence, { ...asked, number: 2, commit: 'r' });
  await refuseRevert(store, fence, { ...asked, number: 2, reason: 'a gate is red again' });
  await insertRevert(store, fence, { ...asked, number: 3, commit: 'r' });
  await finishRevert(
    store,
    fence,
    { ...asked, number: 3 },
    { entry: 'revert:b#3:r', commit: 'm', withdraw: [], handAgain: [] },
  );
  await refuseRevert(store, fence, { ...asked, number: 3, reason: 'too late' });
  expect(
    (await readReverts(reader(), 'r1')).map(({ number, state, reason }) => [number, state, reason]),
  ).toEqual([
    [1, 'refused', 'a gate is red'],
    [2, 'refused', 'a gate is red again'],
    [3, 'integrated', null],
  ]);
});
