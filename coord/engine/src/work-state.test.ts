import { describe, expect, test } from 'vitest';
import {
  at,
  makeAssignment,
  makeAttempt,
  makeFacts,
  makeLimits,
  makeTurn,
  planOf,
} from '../test/make-facts.ts';
import type { Facts, Limits } from './facts.ts';
import { workOf } from './work.ts';
import { statesOf } from './work-state.ts';

// b1s2 → b1s3 by depends_on, b1s2 → b2s2 by the session's own order.
const plan = planOf({ '1-2': { 2: '', 3: 'depends_on: [b1s2]' }, '3-4': { 2: '', 4: '' } });
const [first, second, third, fourth] = plan.tasks.map((task) => task.id) as [string, string, string, string];

function stateOf(id: string, facts: Partial<Facts> = {}, limits: Partial<Limits> = {}) {
  const all = makeFacts(facts);
  return statesOf(workOf(plan, all.assignments), all, makeLimits(limits)).get(id);
}

const integrated = makeAttempt({ task: first, session: 2, state: 'integrated' });
const rework = { kind: 'rework', cause: 'gates', feedback: 'one is red' } as const;

describe('[E1] all there is to do', () => {
  test('is what was given by hand, first, and the tasks of the document in its order', () => {
    const assignments = [makeAssignment({ id: 'a1' }), makeAssignment({ id: 'a2', startsTask: first })];
    const work = workOf(plan, assignments);
    expect(work.map(({ id }) => id)).toEqual(['a1', first, second, third, fourth]);
    expect(work[0]).toMatchObject({ origin: 'assignment', session: 2, dependsOn: [], firstDay: 0 });
    // Given by hand, it goes before everything the document says of priorities.
    expect(work[0]!.priority).toBeGreaterThan(1_000_000);
  });
});

describe('[E2] where a piece of work stands', () => {
  test('is waiting for what it depends on, by name', () => {
    expect(stateOf(second)).toEqual({ kind: 'waiting', for: [first] });
  });

  test('is ready with its first attempt when nothing holds it', () => {
    expect(stateOf(first)).toEqual({ kind: 'ready', attempt: 1 });
  });

  test('follows its last attempt, whatever the order of the rows', () => {
    const refused = makeAttempt({ task: first, session: 2, state: 'reopened' });
    const again = makeAttempt({ task: first, session: 2, number: 2, startedAt: at(20) });
    for (const attempts of [
      [refused, again],
      [again, refused],
    ])
      expect(stateOf(first, { attempts })).toEqual({ kind: 'working', attempt: 2, turn: 1, since: at(20) });
  });

  test('is submitted with the commit that wants to land, then done with the one that did', () => {
    const attempts = [makeAttempt({ task: first, session: 2, state: 'submitted' })];
    expect(stateOf(first, { attempts })).toMatchObject({
      kind: 'submitted',
      commit: `c-${first}`,
      at: at(5),
    });
    expect(stateOf(first, { attempts: [integrated] })).toMatchObject({ kind: 'done', commit: `m-${first}` });
  });
});

describe('[E3] a task is ready', () => {
  test('when all that it depends on is done, not merely submitted', () => {
    const attempts = [makeAttempt({ task: first, session: 2, state: 'submitted' })];
    expect(stateOf(second, { attempts })).toMatchObject({ kind: 'waiting' });
    expect(stateOf(second, { attempts: [integrated] })).toMatchObject({ kind: 'ready' });
  });

  test('at a dated pace not before its first day, and from then on', () => {
    expect(stateOf(fourth, { day: 2 }, { pace: 'dated' })).toEqual({ kind: 'early', day: 3 });
    expect(stateOf(fourth, { day: 3 }, { pace: 'dated' })).toMatchObject({ kind: 'ready' });
    expect(stateOf(fourth, { day: 1 })).toMatchObject({ kind: 'ready' });
  });

  test('and once done stays done, though what it depended on is taken up again', () => {
    const done = makeAttempt({ task: second, session: 3, state: 'integrated' });
    const reopened = makeAttempt({ task: first, session: 2, state: 'reopened' });
    expect(stateOf(second, { attempts: [reopened, done] })).toMatchObject({ kind: 'done' });
  });

  test('again after a refusal only when its inputs are there again', () => {
    const attempts = [
      makeAttempt({ task: first, session: 2, state: 'reopened' }),
      makeAttempt({ task: second, session: 3, state: 'reopened' }),
    ];
    expect(stateOf(second, { attempts })).toEqual({ kind: 'waiting', for: [first] });
  });
});

describe('[E5] a working attempt', () => {
  const attempts = [makeAttempt({ task: first, session: 2 })];
  const turnOf = (turns: Facts['turns']) => stateOf(first, { attempts, turns });

  test('is at its first turn before any turn is known, and at the last one that is', () => {
    expect(turnOf([])).toMatchObject({ kind: 'working', turn: 1 });
    expect(
      turnOf([makeTurn({ task: first, number: 2 }), makeTurn({ task: first, verdict: rework })]),
    ).toMatchObject({ kind: 'working', turn: 2 });
  });

  test('goes on with the next turn when the last one was stopped', () => {
    expect(turnOf([makeTurn({ task: first, verdict: { kind: 'stopped' } })])).toMatchObject({
      kind: 'working',
      turn: 2,
    });
  });

  test('is to be put right when its last turn was judged so, with the evidence', () => {
    expect(turnOf([makeTurn({ task: first, verdict: rework })])).toEqual({
      kind: 'rework',
      attempt: 1,
      turn: 1,
      used: 1,
      idle: 0,
      cause: 'gates',
      feedback: 'one is red',
      by: 'driver',
    });
  });

  test('tells what was replayed from what its driver made', () => {
    const replayed = makeTurn({ task: first, driver: 'replay', verdict: rework });
    expect(turnOf([replayed])).toMatchObject({ kind: 'rework', by: 'replay' });
  });

  test('still knows what it was sent back for when a turn after that was stopped, or is under way', () => {
    const sentBack = makeTurn({ task: first, driver: 'person', verdict: rework });
    const stopped = makeTurn({ task: first, number: 2, verdict: { kind: 'stopped' } });
    const why = { cause: 'gates', feedback: 'one is red', by: 'person' };
    expect(turnOf([sentBack, stopped])).toMatchObject({ kind: 'working', turn: 3, sentBack: why });
    const running = makeTurn({ task: first, number: 3 });
    expect(turnOf([sentBack, stopped, running])).toMatchObject({ kind: 'working', turn: 3, sentBack: why });
    const submitted = makeTurn({ task: first, number: 3, verdict: { kind: 'submitted', commit: 'c' } });
    expect(turnOf([sentBack, stopped, submitted])).not.toHaveProperty('sentBack');
  });

  test('knows its own turns from those of other attempts and tasks', () => {
    const turns = [
      makeTurn({ task: first, attempt: 2, number: 3, verdict: rework }),
      makeTurn({ task: second, number: 4, verdict: rework }),
    ];
    expect(turnOf(turns)).toMatchObject({ kind: 'working', turn: 1 });
  });
});

describe('[E7] another attempt', () => {
  const reopened = (number: number) =>
    makeAttempt({ task: first, session: 2, number, state: 'reopened', reason: 'the counts do not match' });
  const blocked = makeAttempt({ task: first, session: 2, state: 'blocked', reason: 'nobody knows how' });

  test('follows a refusal, with its reason, up to the limit', () => {
    expect(stateOf(first, { attempts: [reopened(2)] })).toEqual({
      kind: 'ready',
      attempt: 3,
      reason: 'the counts do not match',
    });
    expect(stateOf(first, { attempts: [reopened(3)] })).toEqual({
      kind: 'blocked',
      attempt: 3,
      reason: 'refused 3 times; last: the counts do not match',
    });
  });

  test('of a blocked task begins when somebody asks for it', () => {
    expect(stateOf(first, { attempts: [blocked] })).toMatchObject({
      kind: 'blocked',
      reason: 'nobody knows how',
    });
    expect(stateOf(first, { attempts: [blocked], retries: new Set([first]) })).toEqual({
      kind: 'ready',
      attempt: 2,
      reason: 'nobody knows how',
    });
    expect(stateOf(first, { attempts: [blocked], retries: new Set([second]) })).toMatchObject({
      kind: 'blocked',
    });
  });

  test('is given past the limit too when somebody asks for it', () => {
    expect(stateOf(first, { attempts: [reopened(3)], retries: new Set([first]) })).toMatchObject({
      kind: 'ready',
      attempt: 4,
    });
  });
});
