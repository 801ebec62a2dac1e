import { writeBack } from '@musterhq/plan';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { at, compilePlan, makeAttempt, makeFacts, makeLimits } from '../test/make-facts.ts';
import { documentStatus } from './document-status.ts';
import type { Facts } from './facts.ts';
import type { Judgement } from './review.ts';

const plan = compilePlan(launchPlan);
const taskAt = (label: string) => plan.tasks.find((task) => task.label === label)!;
const attemptOf = (label: string, state: 'working' | 'integrated' | 'blocked' | 'submitted') =>
  makeAttempt({ task: taskAt(label).id, session: taskAt(label).session, state });
const allDone = plan.tasks.map((task) =>
  makeAttempt({ task: task.id, session: task.session, state: 'integrated' }),
);
const judgement = (parts: Partial<Judgement> & Pick<Judgement, 'id' | 'kind' | 'outcome'>): Judgement => ({
  text: '',
  gates: [],
  ...parts,
});

function statusOf(given: Partial<Facts> = {}, judgements: Judgement[] = [], name = 'p4.d1-2') {
  return documentStatus({
    plan,
    facts: makeFacts(given),
    limits: makeLimits(),
    judged: { integration: 'i1', judgements, generation: 1, at: '2026-11-23T09:00:00.000Z' },
    review: { name, number: 1, day: 2 },
  });
}

describe("[E23] the document's status lines", () => {
  test.each([
    ['nothing of it has begun', [], '**WAITING**'],
    ['it is at work', [attemptOf('b1s3', 'working')], '**ACTIVE - 0 OF 3 TASKS DONE**'],
    ['something of it is in', [attemptOf('b1s3', 'integrated')], '**ACTIVE - 1 OF 3 TASKS DONE**'],
    ['something of it is blocked', [attemptOf('b1s3', 'blocked')], '**BLOCKED - 0 OF 3 TASKS DONE**'],
    ['all of it is in', allDone, '**DONE - 3 OF 3 TASKS**'],
  ])('say of a session that %s', (_what, attempts, text) => {
    expect(statusOf({ attempts }).statusLines?.['s3.coordination-required']).toBe(text);
  });

  test('say of the plan that it is complete only when every task is in', () => {
    expect(statusOf({ attempts: allDone.slice(1) }).statusLines?.['plan.status']).toBe(
      '**ACTIVE COORDINATION**',
    );
    expect(statusOf({ attempts: allDone }).statusLines?.['plan.status']).toBe('**COMPLETE**');
  });

  test('have a text for every line of the document', () => {
    expect(Object.keys(statusOf().statusLines!)).toEqual(plan.statusLines.map(({ id }) => id));
  });
});

describe('[E23] a box of the document', () => {
  test('is ticked by a gate that passed, cleared by any other judgement, and kept where nothing judged it', () => {
    const outcomes = ['passed', 'red', 'waived', 'unbound', 'open'] as const;
    const ticks = outcomes.map(
      (outcome) =>
        statusOf({}, [judgement({ kind: 'milestone', id: 'day-2', outcome })]).milestones?.['day-2'],
    );
    expect(ticks).toEqual([true, false, false, false, false]);
    const ticked = { ...plan, milestones: plan.milestones.map((one) => ({ ...one, isChecked: true })) };
    const { milestones } = documentStatus({
      plan: ticked,
      facts: makeFacts(),
      limits: makeLimits(),
      judged: { integration: 'i1', judgements: [], generation: 1, at: '' },
      review: { name: 'end', number: 1, day: 14 },
    });
    expect(milestones?.['day-2']).toBe(true);
  });

  test('of a quality gate is not ticked by a milestone of the same id', () => {
    const found = statusOf({}, [
      judgement({ kind: 'milestone', id: 'system-reliability', outcome: 'passed' }),
    ]);
    expect(found.qualityGates?.['system-reliability']).toBe(false);
  });
});

describe('[E23] the progress region', () => {
  test('shows every task and every judgement, in cells that hold', () => {
    const lines = statusOf({ attempts: [attemptOf('b1s2', 'integrated')] }, [
      judgement({ kind: 'quality', id: 'a|b', outcome: 'open', reason: 'no | customers\nand more' }),
    ]).progress!;
    expect(lines).toContain(
      '| b1s2 | Session 2 | A content calendar of thirty days with a time for every post | integrated |',
    );
    expect(lines).toContain('| quality | a\\|b | open: no \\| customers |');
    for (const task of plan.tasks)
      expect(lines.some((line) => line.startsWith(`| ${task.label} |`))).toBe(true);
  });
});

const randomFacts = fc
  .array(fc.constantFrom('waiting', 'working', 'submitted', 'integrated', 'blocked'), {
    minLength: plan.tasks.length,
    maxLength: plan.tasks.length,
  })
  .map((states) =>
    plan.tasks.flatMap((task, index) => {
      const state = states[index]!;
      return state === 'waiting'
        ? []
        : [makeAttempt({ task: task.id, session: task.session, state: state as 'working' })];
    }),
  );

test('[E23] a status is free of times and commits: two runs that did the same work leave the same document', () => {
  fc.assert(
    fc.property(
      randomFacts,
      fc.integer({ min: 10, max: 59 }),
      fc.stringMatching(/^[0-9a-f]{40}$/),
      (attempts, minute, commit) => {
        const judgements = plan.milestones.map(({ id }) =>
          judgement({
            kind: 'milestone',
            id,
            outcome: 'passed',
            gates: [{ gate: 'unit', key: 'k', outcome: 'passed' }],
          }),
        );
        const moved = attempts.map((attempt) => ({
          ...attempt,
          startedAt: at(minute),
          head: attempt.head === null ? null : commit,
          integrated: attempt.integrated === null ? null : commit,
          submittedAt: attempt.submittedAt === null ? null : at(minute),
          endedAt: attempt.endedAt === null ? null : at(minute),
        }));
        const one = statusOf({ attempts }, judgements);
        const other = documentStatus({
          plan,
          facts: makeFacts({
            attempts: moved,
            integration: commit,
            main: commit,
            generation: 7,
            day: 5,
            minuteOfDay: minute,
          }),
          limits: makeLimits(),
          judged: { integration: commit, judgements, generation: 7, at: at(minute).toISOString() },
          review: { name: 'p4.d1-2', number: 1, day: 2 },
        });
        expect(other).toEqual(one);
        const text = writeBack(launchPlan, plan, one);
        expect(text).not.toContain(commit);
        // Written into the document and read again, it says the same.
        expect(writeBack(text, compilePlan(text), one)).toBe(text);
      },
    ),
    { numRuns: 40 },
  );
});
