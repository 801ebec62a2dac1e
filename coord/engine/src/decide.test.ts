import { describe, expect, test } from 'vitest';
import {
  at,
  makeAssignment,
  makeAttempt,
  makeFacts,
  makeHandoffRow,
  makeLimits,
  makeReview,
  makeTurn,
  planOf,
  rounds,
} from '../test/make-facts.ts';
import { type Decision, decide } from './decide.ts';
import type { Facts, Limits } from './facts.ts';
import { workOf } from './work.ts';

// Four tasks side by side, two of them of session 2.
const plan = planOf({ '1-2': { 2: '', 3: '', 4: 'priority: 5' }, '3-4': { 2: 'priority: 9' } });
const ids = new Map(plan.tasks.map((task) => [task.label, task.id]));
const id = (label: string) => ids.get(label)!;

function decisions(facts: Partial<Facts> = {}, limits: Partial<Limits> = {}, of = plan): Decision[] {
  const all = makeFacts(facts);
  return decide(of, workOf(of, all.assignments), all, makeLimits(limits));
}
const starts = (facts: Partial<Facts> = {}, limits: Partial<Limits> = {}) =>
  decisions(facts, limits)
    .filter((decision) => decision.kind === 'start_turn')
    .map((turn) => `${turn.task}#${turn.attempt}.${turn.turn} by ${turn.by}`);
const ofKind = <Kind extends Decision['kind']>(all: Decision[], kind: Kind) =>
  all.filter((decision): decision is Decision & { kind: Kind } => decision.kind === kind);

const working = (label: string, session: number) => makeAttempt({ task: id(label), session });
const done = (label: string, session: number) =>
  makeAttempt({ task: id(label), session, state: 'integrated' });
const allDone = [done('b1s2', 2), done('b1s3', 3), done('b1s4', 4), done('b2s2', 2)];
const rework = { kind: 'rework', cause: 'gates', feedback: 'one is red' } as const;

describe('[E4] what starts', () => {
  test('is every ready task, one for each session, the larger priority first', () => {
    expect(starts()).toEqual([
      `${id('b1s4')}#1.1 by driver`,
      `${id('b1s2')}#1.1 by driver`,
      `${id('b1s3')}#1.1 by driver`,
    ]);
  });

  test('is no more than may run at a time, counting what is open in any way', () => {
    expect(starts({}, { concurrency: 1 })).toEqual([`${id('b1s4')}#1.1 by driver`]);
    const submitted = makeAttempt({ task: id('b1s3'), session: 3, state: 'submitted' });
    expect(starts({ attempts: [submitted] }, { concurrency: 2 })).toEqual([`${id('b1s4')}#1.1 by driver`]);
    expect(starts({ attempts: [submitted] }, { concurrency: 1 })).toEqual([]);
  });

  test('is nothing of a session that is at work already', () => {
    const facts = { attempts: [working('b1s2', 2)], assignments: [makeAssignment({ id: 'a1' })] };
    expect(starts(facts)).toEqual([
      `${id('b1s2')}#1.1 by driver`,
      `${id('b1s4')}#1.1 by driver`,
      `${id('b1s3')}#1.1 by driver`,
    ]);
  });

  test('is first what was given by hand', () => {
    expect(starts({ assignments: [makeAssignment({ id: 'a1' })] }, { concurrency: 1 })).toEqual([
      'a1#1.1 by driver',
    ]);
  });

  test('is at equal priority what begins earlier', () => {
    const later = planOf({ '1-2': { 2: '' }, '3-4': { 3: '' } });
    const turned = { ...later, tasks: later.tasks.toReversed() };
    const [turn] = ofKind(decisions({}, { concurrency: 1 }, turned), 'start_turn');
    expect(turn?.task).toBe(later.tasks[0]!.id);
  });
});

describe('[N8] what stands on work that is being taken back', () => {
  const chain = planOf({ '1-2': { 2: '' }, '3-4': { 3: 'depends_on: [b1s2]' } });
  const [below, above] = chain.tasks as [(typeof chain.tasks)[0], (typeof chain.tasks)[0]];
  const facts = { attempts: [makeAttempt({ task: below.id, session: 2, state: 'integrated' })] };
  const startsOf = (more: Partial<Facts>) =>
    ofKind(decisions({ ...facts, ...more }, {}, chain), 'start_turn').map(({ task }) => task);

  test('does not begin while the commit that takes it back waits to land', () => {
    const revert: Facts['reverts'][0] = {
      run: 'r1',
      block: below.block,
      number: 1,
      state: 'submitted',
      commit: 'r',
      integrated: null,
      attempts: [`${below.id}#1`],
      by: 'Ada',
      why: 'the numbers are wrong',
      reason: null,
      at: at(9),
    };
    expect(startsOf({})).toEqual([above.id]);
    expect(startsOf({ reverts: [revert] })).toEqual([]);
    expect(startsOf({ reverts: [{ ...revert, state: 'refused', reason: 'no' }] })).toEqual([above.id]);
  });
});

describe('[E5] a turn that is under way', () => {
  test('comes up again under the same number until it is judged', () => {
    const facts = { attempts: [working('b1s3', 3)], turns: [makeTurn({ task: id('b1s3'), number: 2 })] };
    expect(starts(facts)).toContain(`${id('b1s3')}#1.2 by driver`);
  });
});

describe('[E6] a turn that has to be put right', () => {
  const at1 = {
    attempts: [working('b1s3', 3)],
    turns: [makeTurn({ task: id('b1s3'), verdict: rework })],
  };

  test('is followed by another one, with the evidence', () => {
    expect(ofKind(decisions(at1), 'start_turn')).toContainEqual(
      expect.objectContaining({
        task: id('b1s3'),
        attempt: 1,
        turn: 2,
        feedback: 'one is red',
        cause: 'gates',
        of: 'driver',
        by: 'driver',
      }),
    );
  });

  test('goes on with the evidence when the next one was stopped', () => {
    const stopped = makeTurn({ task: id('b1s3'), number: 2, verdict: { kind: 'stopped' } });
    expect(ofKind(decisions({ ...at1, turns: [...at1.turns, stopped] }), 'start_turn')).toContainEqual(
      expect.objectContaining({ task: id('b1s3'), turn: 3, feedback: 'one is red', cause: 'gates' }),
    );
  });

  test.each([
    ['its turns are used up', { turns: 1 }],
    ['its driver would only do the same again', { canFollowUp: () => false }],
  ])('blocks the task with that evidence when %s', (_why, limits) => {
    expect(ofKind(decisions(at1, limits), 'block')).toEqual([
      { kind: 'block', task: id('b1s3'), session: 3, attempt: 1, reason: 'one is red' },
    ]);
    expect(starts(at1, limits)).not.toContain(`${id('b1s3')}#1.2 by driver`);
  });

  test('blocks the task when the last turns changed nothing about it, however many are left', () => {
    const same = (number: number) =>
      makeTurn({ task: id('b1s3'), number, verdict: { ...rework, tree: 'a tree' } });
    const after = (turns: number) => ({
      ...at1,
      turns: Array.from({ length: turns }, (_, at) => same(at + 1)),
    });
    expect(ofKind(decisions(after(2), { turns: 50 }), 'block')).toEqual([]);
    expect(ofKind(decisions(after(3), { turns: 50 }), 'block')).toMatchObject([
      { task: id('b1s3'), attempt: 1, reason: '2 turns in a row changed nothing about this:\none is red' },
    ]);
    expect(ofKind(decisions(after(2), { turns: 50, idleTurns: 1 }), 'block')).toHaveLength(1);
  });

  test('[K11] waits for the answer when it asked and then did nothing, and for none when it did something', () => {
    const asked = { id: 12, at: at(2), session: 3, task: id('b1s3'), text: 'Which account?', answer: null };
    const idle = { ...rework, cause: 'nothing_done' } as const;
    const facts = { ...at1, questions: [asked] };
    expect(ofKind(decisions(facts), 'block')).toEqual([]);
    const idleFacts = { ...facts, turns: [makeTurn({ task: id('b1s3'), verdict: idle })] };
    expect(ofKind(decisions(idleFacts), 'block')).toMatchObject([
      { task: id('b1s3'), reason: 'It asks (question 12): Which account?' },
    ]);
    const ofAnother = { ...idleFacts, questions: [{ ...asked, task: id('b1s2') }] };
    expect(ofKind(decisions(ofAnother), 'block')).toEqual([]);
  });

  test('asks about follow-ups for the very task, by what it was sent back for and whose work it was', () => {
    const asked: unknown[] = [];
    const note = { canFollowUp: (...facts: unknown[]) => asked.push(facts) > 0 };
    decisions(at1, note);
    const byPerson = makeTurn({
      task: id('b1s3'),
      driver: 'person',
      verdict: { kind: 'rework', cause: 'conflict', feedback: 'both changed it' },
    });
    decisions({ ...at1, turns: [byPerson] }, note);
    expect(asked).toEqual([
      [id('b1s3'), 'gates', 'driver'],
      [id('b1s3'), 'conflict', 'person'],
    ]);
  });

  test('is done again after a conflict where nothing else would be followed up', () => {
    const conflict = { ...rework, cause: 'conflict' } as const;
    const onConflict = { canFollowUp: (_task: string, cause: string) => cause === 'conflict' };
    const sentBack = { ...at1, turns: [makeTurn({ task: id('b1s3'), verdict: conflict })] };
    expect(starts(sentBack, onConflict)).toContain(`${id('b1s3')}#1.2 by driver`);
    expect(ofKind(decisions(at1, onConflict), 'block')).toHaveLength(1);
    expect(ofKind(decisions(sentBack, { ...onConflict, turns: 1 }), 'block')).toHaveLength(1);
  });
});

describe('[E7] a task that begins again', () => {
  test('carries the reason into its first turn', () => {
    const refused = makeAttempt({ task: id('b1s3'), session: 3, state: 'reopened', reason: 'refused' });
    expect(ofKind(decisions({ attempts: [refused] }), 'start_turn')).toContainEqual(
      expect.objectContaining({ task: id('b1s3'), attempt: 2, turn: 1, feedback: 'refused' }),
    );
  });
});

describe('[E8] a session that is paused', () => {
  const paused = { paused: new Set([3]) };
  const begun = makeTurn({ task: id('b1s3'), session: 3 });

  test('begins no turn, neither of a new task nor to put something right', () => {
    expect(starts(paused).some((turn) => turn.startsWith(id('b1s3')))).toBe(false);
    const sentBack = {
      attempts: [working('b1s3', 3)],
      turns: [{ ...begun, verdict: rework, endedAt: at(4) }],
    };
    expect(starts({ ...paused, ...sentBack }).some((turn) => turn.startsWith(id('b1s3')))).toBe(false);
  });

  test('goes on with the turn that it has begun', () => {
    const facts = { ...paused, attempts: [working('b1s3', 3)], turns: [begun] };
    expect(starts(facts)).toContain(`${id('b1s3')}#1.1 by driver`);
  });

  test('keeps the run open while there is something left to do', () => {
    const all = decisions({ paused: new Set([1, 2, 3, 4]) });
    expect(ofKind(all, 'start_turn')).toEqual([]);
    expect(ofKind(all, 'end')).toEqual([]);
  });
});

describe('[E8] a session that a person holds', () => {
  const held = { heldByPerson: new Set([3]) };

  test('gets no turn of the driver, whether it was at work or not', () => {
    expect(starts(held).some((turn) => turn.startsWith(id('b1s3')))).toBe(false);
    expect(
      starts({ ...held, attempts: [working('b1s3', 3)] }).some((turn) => turn.startsWith(id('b1s3'))),
    ).toBe(false);
  });

  test('keeps its place among those that run when it was at work', () => {
    expect(starts({ ...held, attempts: [working('b1s3', 3)] }, { concurrency: 2 })).toHaveLength(1);
  });

  test('still lands what it had submitted before', () => {
    const submitted = makeAttempt({ task: id('b1s3'), session: 3, state: 'submitted' });
    const entry = `${id('b1s3')}#1:c-${id('b1s3')}`;
    const queueEvents: Facts['queueEvents'] = [
      { kind: 'opened', tip: 'i0' },
      { kind: 'entered', entry, paths: [], reads: 'everything' },
      { kind: 'merged', entry, onto: 'i0', commit: 'm1' },
      { kind: 'gated', entry, commit: 'm1', passed: true },
    ];
    expect(ofKind(decisions({ ...held, attempts: [submitted], queueEvents }), 'land')).toHaveLength(1);
  });

  test('keeps the run open', () => {
    const reviews = plan.blocks.map((block) => makeReview({ name: block.id, verdict: 'landed' }));
    expect(decisions({ ...held, attempts: allDone, reviews })).toEqual([]);
  });

  test("given back as done, its turn is the person's: the next one after a stopped or refused one", () => {
    const given = { givenBack: new Set([3]), attempts: [working('b1s3', 3)] };
    const stopped = makeTurn({ task: id('b1s3'), verdict: { kind: 'stopped' } });
    expect(starts({ ...given, turns: [stopped] })).toContain(`${id('b1s3')}#1.2 by person`);
    const sentBack = makeTurn({ task: id('b1s3'), verdict: rework });
    expect(starts({ ...given, turns: [sentBack] }, { turns: 1, canFollowUp: () => false })).toContain(
      `${id('b1s3')}#1.2 by person`,
    );
    expect(starts({ givenBack: new Set([3]) })).toContain(`${id('b1s3')}#1.1 by person`);
  });
});

describe('[E11] landing and review', () => {
  test('a review comes before what waits to land', () => {
    const whole = [done('b1s2', 2), done('b1s3', 3), done('b1s4', 4)];
    const submitted = makeAttempt({ task: id('b2s2'), session: 2, state: 'submitted' });
    const all = decisions({ attempts: [...whole, submitted], integration: 'i1' });
    expect(all.map(({ kind }) => kind).filter((kind) => kind === 'review' || kind === 'note_target')).toEqual(
      ['review', 'note_target'],
    );
  });
});

describe('[E25] the last round of a block', () => {
  const small = planOf({ '1-2': { 2: '' }, '3-4': { 3: '' } }, rounds);
  const [a, b] = small.tasks as [(typeof small.tasks)[0], (typeof small.tasks)[0]];
  const pages = (facts: Partial<Facts>) =>
    ofKind(decisions(facts, {}, small), 'hold_round')
      .filter(({ when }) => when === a.block)
      .map(({ round }) => round);
  const whole = makeAttempt({ task: a.id, session: 2, state: 'integrated' });

  test('waits for the review that it tells of', () => {
    expect(pages({ attempts: [whole] })).toEqual(['morning-standup', 'midday-sync']);
    const reviews = [makeReview({ name: a.block, verdict: 'landed' })];
    expect(pages({ attempts: [whole], reviews })).toEqual([
      'morning-standup',
      'midday-sync',
      'evening-review',
    ]);
  });

  test('waits for it also while other work lands first', () => {
    const submitted = makeAttempt({ task: b.id, session: 3, state: 'submitted' });
    expect(pages({ attempts: [whole, submitted] })).toEqual(['morning-standup', 'midday-sync']);
  });
});

describe('[E26] a run ends', () => {
  const reviews = plan.blocks.map((block) => makeReview({ name: block.id, verdict: 'landed' }));

  test('finished when all is done, reviewed and on main', () => {
    expect(decisions({ attempts: allDone, reviews })).toEqual([{ kind: 'end', state: 'finished' }]);
  });

  test('blocked when all is done and main was held back', () => {
    const held = makeReview({
      name: 'end',
      evidence: { integration: 'i1', generation: 1, judgements: [] },
      at: at(20),
    });
    const facts = { attempts: allDone, reviews: [...reviews, held], integration: 'i1' };
    expect(decisions(facts)).toEqual([{ kind: 'end', state: 'blocked' }]);
  });

  test('blocked with the reason when main waits for its pull request', () => {
    const pullRequest = { url: 'https://x/pull/1' };
    const evidence = { integration: 'i1', generation: 1, judgements: [], pullRequest };
    const waits = [...reviews, makeReview({ name: 'end', evidence, at: at(20) })];
    const reason = expect.stringContaining('waits for pull request https://x/pull/1 to be merged');
    const end = { kind: 'end', state: 'blocked', reason };
    expect(decisions({ attempts: allDone, reviews: waits, integration: 'i1' })).toEqual([end]);
    const blocked = makeAttempt({ task: id('b2s2'), session: 2, state: 'blocked' });
    const attempts = [...allDone.slice(0, 3), blocked];
    expect(decisions({ attempts, reviews: waits, integration: 'i1' })).toEqual([end]);
    expect(decisions({ attempts: allDone, reviews: waits, integration: 'i1', main: 'i1' })).toEqual([
      { kind: 'end', state: 'finished' },
    ]);
  });

  test('blocked when something is blocked and nothing else can go on', () => {
    const blocked = makeAttempt({ task: id('b1s2'), session: 2, state: 'blocked' });
    const attempts = [blocked, done('b1s3', 3), done('b1s4', 4)];
    expect(decisions({ attempts })).toEqual([{ kind: 'end', state: 'blocked' }]);
  });

  test('not while anything runs, however much is blocked', () => {
    const blocked = makeAttempt({ task: id('b1s2'), session: 2, state: 'blocked' });
    expect(ofKind(decisions({ attempts: [blocked, working('b1s3', 3)] }), 'end')).toEqual([]);
  });

  test('not while a day is still to come that has work', () => {
    const attempts = [done('b1s2', 2), done('b1s3', 3), done('b1s4', 4)];
    expect(decisions({ attempts, day: 2 }, { pace: 'dated' })).toEqual([]);
    expect(starts({ attempts, day: 3 }, { pace: 'dated' })).toEqual([`${id('b2s2')}#1.1 by driver`]);
  });

  test('finished only when every handoff that has both its sides was accepted', () => {
    const handing = planOf(
      { '1-2': { 2: '', 3: '' } },
      `\`\`\`yaml
Content_to_API_Handoff:
  trigger: "Session 2 finishes the work of 1-2"
  process: "Session 2 commits → Session 3 pulls"
  validation: "Session 1 validates"
\`\`\`
`,
    );
    const [handoff] = handing.handoffs;
    expect(handoff).toMatchObject({ producer: handing.tasks[0]!.id, consumer: handing.tasks[1]!.id });
    const attempts = handing.tasks.map(({ id: task, session }) =>
      makeAttempt({ task, session, state: 'integrated' }),
    );
    const end = (handoffs: Facts['handoffs']) =>
      decisions({ attempts, handoffs, reviews: [makeReview({ name: handing.blocks[0]!.id })] }, {}, handing);
    expect(end([makeHandoffRow({ handoff: handoff!.id, state: 'taken' })])).toEqual([
      { kind: 'end', state: 'blocked' },
    ]);
    expect(end([makeHandoffRow({ handoff: handoff!.id, state: 'accepted' })])).toEqual([
      { kind: 'end', state: 'finished' },
    ]);
  });
});
