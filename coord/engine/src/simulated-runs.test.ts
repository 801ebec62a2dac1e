import assert from 'node:assert/strict';
import type { Plan } from '@musterhq/plan';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import {
  at,
  compilePlan,
  makeAssignment,
  makeFacts,
  makeLimits,
  planOf,
  rounds,
} from '../test/make-facts.ts';
import { type Fate, open, settle } from '../test/simulate.ts';
import { decide } from './decide.ts';
import type { Facts, Limits } from './facts.ts';
import { workOf } from './work.ts';

const launch = compilePlan(launchPlan);

/** A plan of four sessions and up to five blocks; a task may depend on any task of an earlier block. */
const randomPlan: fc.Arbitrary<Plan> = fc
  .array(
    fc.array(fc.record({ needs: fc.nat({ max: 15 }), priority: fc.nat({ max: 2 }), has: fc.boolean() }), {
      minLength: 4,
      maxLength: 4,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((blocks) => {
    const before: string[] = [];
    const days = blocks.map((sessions, block) => {
      const here: string[] = [];
      const tasks = sessions.flatMap(({ needs, priority, has }, index): [number, string][] => {
        if (!has) return [];
        here.push(`b${block + 1}s${index + 1}`);
        const need = before.length === 0 ? '' : `depends_on: [${before[needs % before.length]}]\n  `;
        return [[index + 1, `${needs % 3 === 0 ? need : ''}priority: ${priority}`]];
      });
      before.push(...here);
      return [`${block * 2 + 1}-${block * 2 + 2}`, Object.fromEntries(tasks)] as const;
    });
    return planOf(Object.fromEntries(days), rounds);
  });

const randomLimits: fc.Arbitrary<Limits> = fc
  .record({
    pace: fc.constantFrom('asap' as const, 'dated' as const),
    concurrency: fc.integer({ min: 1, max: 4 }),
    turns: fc.integer({ min: 1, max: 3 }),
    attempts: fc.integer({ min: 1, max: 3 }),
    follows: fc.boolean(),
  })
  .map(({ follows, ...limits }) =>
    makeLimits({ ...limits, canFollowUp: (_task, cause) => follows || cause === 'conflict' }),
  );

/** What becomes of each turn and landing, in turn, and which of those open at a time is next. */
const randomFates = fc.array(
  fc.record({
    which: fc.nat({ max: 100 }),
    fate: fc.constantFrom<Fate>(
      'good',
      'good',
      'good',
      'good',
      'rework',
      'stopped',
      'conflict',
      'refused',
      'red',
    ),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Tasks given by hand: they alone make several tasks of one session ready at a time. */
const randomAssignments = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
  .map((sessions) => sessions.map((session, index) => makeAssignment({ id: `a${index + 1}`, session })));

/** Runs a plan in memory to its end, checking after every step what must never be. */
function run(
  plan: Plan,
  limits: Limits,
  fates: { which: number; fate: Fate }[],
  assignments: Facts['assignments'] = [],
) {
  let facts: Facts = makeFacts({ assignments, day: 1, minuteOfDay: 8 * 60 });
  const log: string[] = [];
  for (let step = 0; step < 3_000; step += 1) {
    const work = workOf(plan, facts.assignments);
    const decisions = decide(plan, work, facts, limits);
    // Another coordinator that reads the same facts, at any moment, decides the same.
    assert.deepEqual(
      decide(plan, workOf(plan, facts.assignments), structuredClone(facts), limits),
      decisions,
    );
    const end = decisions.find((decision) => decision.kind === 'end');
    if (end !== undefined) {
      assert.deepEqual(decisions, [end]);
      return { state: end.state, facts, log };
    }
    // The fates run out into good ones, so that whatever can end well does.
    const { which, fate } = fates[step] ?? { which: 0, fate: 'good' as const };
    const next = settle({ plan, facts, limits, decisions, which, fate, at: at(step) });
    log.push(next.what);
    facts = next.facts;
    checkLaws(plan, facts, limits, next.started);
  }
  throw new Error(`the run has no end: ${log.slice(-20).join(', ')}`);
}

function checkLaws(plan: Plan, facts: Facts, limits: Limits, started: string[]): void {
  const openAttempts = facts.attempts.filter(open);
  assert.equal(new Set(openAttempts.map(({ session }) => session)).size, openAttempts.length);
  assert.ok(openAttempts.length <= limits.concurrency);
  const done = new Set(facts.attempts.filter(({ state }) => state === 'integrated').map(({ task }) => task));
  for (const id of started) {
    const task = workOf(plan, facts.assignments).find((one) => one.id === id)!;
    for (const { task: need } of task.dependsOn) assert.ok(done.has(need), `${id} needs ${need}`);
    if (limits.pace === 'dated') assert.ok(facts.day >= task.firstDay);
  }
  for (const task of new Set(facts.attempts.map((attempt) => attempt.task))) {
    const own = facts.attempts.filter((attempt) => attempt.task === task);
    assert.ok(own.length <= limits.attempts);
    assert.ok(own.filter(({ state }) => state === 'integrated').length <= 1);
  }
  for (const { task, number } of facts.attempts) {
    const turns = facts.turns.filter((turn) => turn.task === task && turn.attempt === number);
    const counted = turns.filter(({ verdict }) => verdict?.kind !== 'stopped');
    assert.ok(counted.length <= limits.turns);
  }
}

describe('a run, simulated', () => {
  test('[E1] [E3] [E4] [E26] of any plan keeps the laws and ends, whatever becomes of its turns', () => {
    fc.assert(
      fc.property(
        randomPlan,
        randomLimits,
        randomFates,
        randomAssignments,
        (plan, limits, fates, assignments) => {
          const { state, facts } = run(plan, limits, fates, assignments);
          const isDone = workOf(plan, assignments).every((task) =>
            facts.attempts.some((attempt) => attempt.task === task.id && attempt.state === 'integrated'),
          );
          expect(state === 'finished' ? isDone : true).toBe(true);
          if (!isDone)
            expect(facts.attempts.some(({ state: is }) => is === 'blocked' || is === 'reopened')).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('[E26] of the launch plan, in which all goes well, finishes at any pace and concurrency', () => {
    fc.assert(
      fc.property(randomLimits, fc.array(fc.nat({ max: 100 }), { maxLength: 60 }), (limits, order) => {
        const fates = order.map((which) => ({ which, fate: 'good' as const }));
        const { state, facts } = run(launch, limits, fates);
        expect(state).toBe('finished');
        expect(facts.attempts).toHaveLength(launch.tasks.length);
        expect(facts.handoffs.map((row) => row.state)).toEqual(['accepted', 'accepted', 'accepted']);
      }),
      { numRuns: 15 },
    );
  });

  test('[E16] [E17] of the launch plan, whatever becomes of its turns and handoffs, ends', () => {
    fc.assert(
      fc.property(randomLimits, randomFates, (limits, fates) => {
        const { state, facts } = run(launch, limits, fates);
        if (state === 'finished')
          for (const handoff of launch.handoffs)
            expect(
              facts.handoffs.filter((row) => row.handoff === handoff.id && row.state === 'accepted'),
            ).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  test('[E1] the same facts in another order of their rows give the same decisions', () => {
    fc.assert(
      fc.property(randomPlan, randomLimits, randomFates, fc.nat({ max: 40 }), (plan, limits, fates, stop) => {
        let facts: Facts = makeFacts({ minuteOfDay: 8 * 60 });
        for (let step = 0; step < stop; step += 1) {
          const decisions = decide(plan, workOf(plan, []), facts, limits);
          if (decisions.some(({ kind }) => kind === 'end')) break;
          const { which, fate } = fates[step] ?? { which: 0, fate: 'good' as const };
          facts = settle({ plan, facts, limits, decisions, which, fate, at: at(step) }).facts;
        }
        const turned = { ...facts, attempts: facts.attempts.toReversed(), turns: facts.turns.toReversed() };
        expect(decide(plan, workOf(plan, []), turned, limits)).toEqual(
          decide(plan, workOf(plan, []), facts, limits),
        );
      }),
      { numRuns: 40 },
    );
  });
});
