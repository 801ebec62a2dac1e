import type { ForecastRow, GateResult, Run } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import {
  at,
  compilePlan,
  makeAttempt,
  makeFacts,
  makeHandoffRow,
  makeLimits,
  makeReview,
} from '../test/make-facts.ts';
import type { GrantRequest } from './asks/grant-requests.ts';
import { assembleStatus } from './assemble-status.ts';
import type { Facts } from './facts.ts';
import type { Judgement } from './review.ts';

const plan = compilePlan(launchPlan);
const idOf = (label: string) => plan.tasks.find((task) => task.label === label)!.id;
const run: Run = {
  id: 'r1',
  documentPath: 'PLAN.md',
  state: 'running',
  generation: 3,
  coordinator: null,
  options: {},
  planStart: '2026-11-23',
  startedAt: at(0),
  finishedAt: null,
};
const passed: GateResult = {
  id: 1,
  run: 'r1',
  key: 'k1',
  gate: 'unit',
  kind: 'test',
  definition: 'd1',
  contents: 'k1',
  environment: '',
  commit: 'c1',
  tree: 'abcdef0123456789',
  outcome: 'passed',
  exitCode: 0,
  counts: { passed: 3, failed: 0, skipped: 0 },
  evidence: null,
  tries: 1,
  durationMs: 41,
  tail: '',
  at: at(2),
};

function statusOf(
  given: Partial<Facts> = {},
  gateResults: GateResult[] = [],
  grantRequests: readonly GrantRequest[] = [],
) {
  return assembleStatus({
    at: 7,
    run,
    plan,
    facts: makeFacts(given),
    limits: makeLimits(),
    agents: new Map([[2, ['mentor']]]),
    gateResults,
    toDecide: { waiting: [], unbound: [], error: null },
    reports: [],
    grantRequests,
  });
}
const review = (name: string, judgements: Judgement[], minute: number) =>
  makeReview({ name, evidence: { integration: 'i1', generation: 1, judgements }, at: at(minute) });
const milestone = (outcome: Judgement['outcome'], parts: Partial<Judgement> = {}): Judgement => ({
  id: 'day-2',
  text: '',
  kind: 'milestone',
  outcome,
  gates: [],
  ...parts,
});

describe('[E29] the status of a run', () => {
  test('shows each session with its task, its holder and the agents it has now', () => {
    const { sessions } = statusOf({
      attempts: [
        makeAttempt({ task: idOf('b1s2'), session: 2 }),
        makeAttempt({ task: idOf('b1s3'), session: 3, state: 'blocked' }),
      ],
      heldByPerson: new Set([4]),
    });
    expect(sessions).toMatchObject([
      { session: 1, isMaster: true, holder: 'driver', agents: ['architect', 'security', 'qa'] },
      { session: 2, task: 'b1s2', state: 'working', agents: ['mentor'] },
      { session: 3, state: 'blocked' },
      { session: 4, state: 'waiting', holder: 'person' },
    ]);
    expect(sessions[2]).not.toHaveProperty('task');
  });

  test('shows who is paused and what was asked, by the label of the task', () => {
    const asked = { id: 12, at: at(2), session: 3, task: idOf('b1s3'), text: 'Which?', answer: null };
    const { sessions, questions } = statusOf({ paused: new Set([3]), questions: [asked] });
    expect(sessions[2]).toMatchObject({ session: 3, holder: 'nobody' });
    expect(questions).toEqual([
      { question: 12, at: at(2).toISOString(), session: 3, task: 'b1s3', text: 'Which?' },
    ]);
  });

  test('shows what sessions ask to write with all that decides it', () => {
    const wish = { session: 2, path: 'src/api.js', owner: 3, reason: 'one export', minutes: 20 };
    const asked = { id: 14, at: at(3), task: idOf('b1s2'), ...wish };
    const { grantRequests } = statusOf({}, [], [asked]);
    expect(grantRequests).toEqual([{ request: 14, at: at(3).toISOString(), task: 'b1s2', ...wish }]);
  });

  test('shows every task with its state and how often it was tried', () => {
    const attempts = [
      makeAttempt({ task: idOf('b1s2'), session: 2, state: 'reopened' }),
      makeAttempt({ task: idOf('b1s2'), session: 2, number: 2 }),
    ];
    const { tasks } = statusOf({ attempts });
    expect(tasks.map(({ label }) => label)).toEqual(plan.tasks.map(({ label }) => label));
    expect(tasks[0]).toMatchObject({ label: 'b1s2', attempts: 2, state: { kind: 'working', attempt: 2 } });
  });

  test('shows of a handoff its newest delivery, and waiting where there is none', () => {
    const handoff = plan.handoffs[0]!.id;
    const { handoffs } = statusOf({
      handoffs: [
        makeHandoffRow({ handoff, state: 'refused' }),
        makeHandoffRow({ handoff, delivery: 2, state: 'taken' }),
      ],
    });
    expect(handoffs.map(({ state }) => state)).toEqual(['taken', 'waiting', 'waiting']);
  });

  test('says whether main has what is integrated', () => {
    expect(statusOf({ main: 'i0', integration: 'i1' }).isMainAtIntegration).toBe(false);
    expect(statusOf({ main: 'i1', integration: 'i1' }).isMainAtIntegration).toBe(true);
  });
});

describe('[E29] a milestone', () => {
  test('is ticked by its newest judgement, with the evidence that it rests on', () => {
    const first = milestone('open', { reason: 'not yet' });
    const second = milestone('passed', { gates: [{ gate: 'unit', key: 'k1', outcome: 'passed' }] });
    const reviews = [review('day-1', [first], 1), review('day-2', [second], 2)];
    expect(statusOf({ reviews }, [passed]).milestones[0]).toEqual({
      id: 'day-2',
      day: 2,
      text: 'The content calendar is full and posts by itself',
      isTicked: true,
      evidence: ['unit: passed (exit 0, 3 passed, 0 failed, 41 ms, tree abcdef0123)'],
    });
  });

  test('keeps its reason while it is open, and rests on nothing', () => {
    const reviews = [review('day-1', [milestone('open', { reason: 'no payments yet' })], 1)];
    expect(statusOf({ reviews }).milestones[0]).toMatchObject({
      isTicked: false,
      reason: 'no payments yet',
      evidence: [],
    });
  });

  test('that nobody judged is as the document has it', () => {
    expect(statusOf().milestones.every(({ isTicked }) => !isTicked)).toBe(true);
  });
});

describe('[E29] gates', () => {
  test('are those of the newest review that looked at each, apart from milestones, and their runs are counted', () => {
    const quality: Judgement = {
      id: 'a',
      text: '',
      kind: 'quality',
      outcome: 'red',
      reason: 'slow',
      gates: [],
    };
    const reviews = [
      review('day-1', [quality, milestone('passed')], 1),
      review('day-2', [{ ...quality, outcome: 'waived' }], 2),
    ];
    const { gates, gateRuns } = statusOf({ reviews }, [
      passed,
      { ...passed, id: 2, key: 'k2', outcome: 'failed', exitCode: 1 },
    ]);
    expect(gates).toEqual([{ id: 'a', kind: 'quality', outcome: 'waived', reason: 'slow' }]);
    expect(gateRuns).toEqual({ passed: 1, other: 1 });
  });
});

test('[C6] a status shows the open conflicts ahead, without what collides in them', () => {
  const forecast: ForecastRow = {
    id: 4,
    run: 'r1',
    session: 0,
    other: 2,
    commit: 'i1',
    otherCommit: 'c2',
    paths: [{ path: 'a.txt', reason: 'contents', hunks: '<<<<<<< i1' }],
    at: at(3),
    clearedAt: null,
  };
  expect(statusOf({ forecasts: [forecast] }).conflictsAhead).toEqual([
    { session: 0, other: 2, paths: [{ path: 'a.txt', reason: 'contents' }], since: at(3).toISOString() },
  ]);
});

test('[E29] a status says what else than a gate holds main back, while main lacks something', () => {
  const evidence = { integration: 'i1', generation: 3, judgements: [], checkout: 'the checkout is dirty' };
  const reviews = [makeReview({ name: 'end', evidence })];
  expect(statusOf({ reviews, integration: 'i1' }).mainWaits).toBe('main did not move: the checkout is dirty');
  expect(statusOf({ reviews, integration: 'i1', main: 'i1' }).mainWaits).toBeNull();
  expect(statusOf({ integration: 'i1' }).mainWaits).toBeNull();
});
