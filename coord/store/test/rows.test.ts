import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  answerRequest,
  type Fence,
  findPassedGate,
  insertAssignment,
  insertGateResult,
  insertGrant,
  insertRequest,
  insertReview,
  type NewGateResult,
  readAssignments,
  readEvents,
  readGateResults,
  readLiveGrants,
  readOpenRequests,
  readReviews,
  readSeats,
  setAgents,
  setHolder,
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
const kinds = async () => (await readEvents(reader(), 'r1')).map((event) => event.kind);

describe('gate results', () => {
  const result: NewGateResult = {
    key: 'landing:t#1:unit:t1',
    gate: 'unit',
    kind: 'test',
    definition: 'd1',
    contents: 'h1',
    commit: 'c1',
    tree: 't1',
    outcome: 'failed',
    exitCode: 1,
    counts: { passed: 2, failed: 1, skipped: 0 },
    durationMs: 12,
    tail: 'one is red',
    session: 2,
    task: 't',
  };

  test('are kept under their key as they came first: one run of a gate has one result', async () => {
    await insertGateResult(database.store, fence, result);
    await insertGateResult(database.store, fence, {
      ...result,
      outcome: 'passed',
      exitCode: 0,
      counts: null,
    });
    expect(await readGateResults(reader(), 'r1')).toMatchObject([{ outcome: 'failed', exitCode: 1 }]);
    expect(await readEvents(reader(), 'r1')).toMatchObject([
      { kind: 'gate_finished', session: 2, task: 't', data: { gate: 'unit', outcome: 'failed', tree: 't1' } },
    ]);
  });

  test('that passed are found by gate, definition and contents; nothing else is taken for a pass', async () => {
    const passed = { ...result, key: 'again', outcome: 'passed', exitCode: 0, counts: null };
    const of = { gate: 'unit', definition: 'd1', contents: 'h1' };
    await insertGateResult(database.store, fence, result);
    expect(await findPassedGate(reader(), 'r1', of)).toBeUndefined();
    await insertGateResult(database.store, fence, passed);
    expect(await findPassedGate(reader(), 'r1', of)).toMatchObject({ key: 'again', outcome: 'passed' });
    for (const other of [{ gate: 'lint' }, { definition: 'd2' }, { contents: 'h2' }])
      expect(await findPassedGate(reader(), 'r1', { ...of, ...other })).toBeUndefined();
    expect(await findPassedGate(reader(), 'r9', of)).toBeUndefined();
  });
});

describe('reviews', () => {
  test('that landed tell of it with the commit, and those that held do not', async () => {
    const review = { name: 'day-1', number: 1, evidence: { judgements: [] } };
    await insertReview(database.store, fence, { ...review, verdict: 'held', main: null });
    for (let time = 0; time < 2; time += 1)
      await insertReview(database.store, fence, { ...review, number: 2, verdict: 'landed', main: 'c1' });
    expect(await readReviews(reader(), 'r1')).toMatchObject([{ verdict: 'held' }, { verdict: 'landed' }]);
    expect(await kinds()).toEqual(['review_held', 'review_held', 'main_landed']);
  });
});

describe('requests', () => {
  test('stay open, in the order they came, until they are answered', async () => {
    const first = await insertRequest(database.store, { run: 'r1', kind: 'take', data: { session: 2 } });
    await insertRequest(database.store, { run: 'r1', kind: 'stop', data: {} });
    await answerRequest(database.store, first);
    expect(await readOpenRequests(reader(), 'r1')).toMatchObject([{ kind: 'stop' }]);
    expect(await readOpenRequests(reader(), 'r9')).toEqual([]);
  });
});

describe('grants', () => {
  test('live until their last moment, and not in it', async () => {
    const grantedAt = new Date('2026-11-23T09:00:00Z');
    const expiresAt = new Date('2026-11-23T11:00:00Z');
    const grant = {
      id: 'g',
      path: 'src/a',
      session: 2,
      reason: 'one line',
      grantedBy: 'me',
      grantedAt,
      expiresAt,
    };
    await insertGrant(database.store, grant);
    expect(await readLiveGrants(reader(), new Date('2026-11-23T10:59:59.999Z'))).toEqual([grant]);
    expect(await readLiveGrants(reader(), expiresAt)).toEqual([]);
  });
});

describe('seats', () => {
  test('keep holder and agents apart, for one session each', async () => {
    await setHolder(database.store, 2, 'person');
    await setAgents(database.store, 2, ['writer']);
    await setAgents(database.store, 3, []);
    await setHolder(database.store, 2, 'driver');
    const seats = (await readSeats(reader())).toSorted((a, b) => a.session - b.session);
    expect(seats).toEqual([
      { session: 2, holder: 'driver', agents: ['writer'] },
      { session: 3, holder: 'driver', agents: [] },
    ]);
  });
});

describe('assignments', () => {
  test('are told once and read in the order they came', async () => {
    const assignment = {
      session: 2,
      text: 'Write',
      mode: 'writing',
      asAgents: true,
      startsTask: null,
    } as const;
    for (const id of ['b', 'a', 'b']) await insertAssignment(database.store, { ...assignment, id });
    expect((await readAssignments(reader())).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});
