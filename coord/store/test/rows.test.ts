import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  answerRequest,
  type Fence,
  findGateResult,
  insertAssignment,
  insertGateDecision,
  insertGateResult,
  insertGrant,
  insertRequest,
  insertReview,
  leaveRun,
  type NewGateResult,
  readAssignments,
  readEvents,
  readGateDecisions,
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

  test('are found by gate, definition, contents and environment, in whichever run; nothing else is taken for a pass', async () => {
    const { store } = database;
    const key = { gate: 'unit', definition: 'd1', contents: 'h1', environment: 'e1' };
    const find = (parts: Partial<typeof key> & { outcome?: string } = {}) =>
      findGateResult(reader(), { ...key, ...parts });
    await insertGateResult(store, fence, { ...result, environment: 'e1' });
    expect(await find({ outcome: 'passed' })).toBeUndefined();
    expect(await find()).toMatchObject({ outcome: 'failed' });
    await insertGateResult(store, fence, {
      ...{ ...result, key: 'again', environment: 'e1', tries: 2 },
      ...{ outcome: 'passed', exitCode: 0, counts: null },
    });
    expect(await find({ outcome: 'passed' })).toMatchObject({ key: 'again', outcome: 'passed', tries: 2 });
    for (const other of [{ gate: 'lint' }, { definition: 'd2' }, { contents: 'h2' }, { environment: 'e2' }])
      expect(await find(other)).toBeUndefined();
    await leaveRun(store, fence, 'finished', {});
    await beginTestRun(store, 'r2');
    expect(await find({ outcome: 'passed' })).toMatchObject({ run: 'r1', key: 'again' });
  });

  test('that passed after a red try say so in the log', async () => {
    await insertGateResult(database.store, fence, {
      ...{ ...result, outcome: 'passed', exitCode: 0, counts: null, tries: 2 },
    });
    expect((await readEvents(reader(), 'r1')).at(-1)?.data).toMatchObject({ flaky: true, tries: 2 });
  });
});

describe('gate decisions', () => {
  const decision = {
    gate: 'sign-off',
    definition: 'd1',
    contents: 'h1',
    by: 'Ada',
    why: 'I looked at all of it',
  };

  test('come from outside with their event and wake the coordinator; the order they came in is kept', async () => {
    await insertGateDecision(database.store, 'r1', { ...decision, decision: 'refused' });
    await insertGateDecision(database.store, 'r1', { ...decision, decision: 'approved' });
    expect((await readGateDecisions(reader(), 'r1')).map((row) => row.decision)).toEqual([
      'refused',
      'approved',
    ]);
    expect((await readEvents(reader(), 'r1')).slice(-2)).toMatchObject([
      { kind: 'gate_decided', data: { ...decision, decision: 'refused' } },
      { kind: 'gate_decided', data: { ...decision, decision: 'approved' } },
    ]);
    expect(await readOpenRequests(reader(), 'r1')).toMatchObject([{ kind: 'decide' }, { kind: 'decide' }]);
  });

  test('say why, or leave neither a row nor an event nor a request', async () => {
    await expect(
      insertGateDecision(database.store, 'r1', { ...decision, decision: 'overridden', why: '  ' }),
    ).rejects.toThrow();
    expect(await readGateDecisions(reader(), 'r1')).toEqual([]);
    expect(await readOpenRequests(reader(), 'r1')).toEqual([]);
    expect(await kinds()).not.toContain('gate_decided');
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
