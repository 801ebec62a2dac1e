import { describe, expect, test } from 'vitest';
import { at, makeAttempt, makeFacts, makeLimits } from '../../test/make-facts.ts';
import type { Facts } from '../facts.ts';
import { nextLandings, submissionsOf } from './next-landing.ts';
import type { QueueEvent } from './queue.ts';

const early = makeAttempt({ task: 'b', session: 3, state: 'submitted', submittedAt: at(7) });
const late = makeAttempt({ task: 'a', session: 2, state: 'submitted', submittedAt: at(8) });
const opened: QueueEvent = { kind: 'opened', tip: 'i0' };
const entered = (entry: string): QueueEvent => ({ kind: 'entered', entry, paths: [], reads: 'everything' });
const inLine = [opened, entered('b#1:c-b')];

const next = (facts: Partial<Facts>) => nextLandings(makeFacts(facts), makeLimits().queue);
const words = (facts: Partial<Facts>) =>
  next(facts).map((step) =>
    'submission' in step
      ? `${step.kind} ${step.submission.entry}`
      : `${step.kind} ${'entry' in step ? step.entry : step.tip}`,
  );

describe('[E11] what is handed in', () => {
  test('enters in the order in which it came', () => {
    expect(submissionsOf(makeFacts({ attempts: [late, early] })).map(({ entry }) => entry)).toEqual([
      'b#1:c-b',
      'a#1:c-a',
    ]);
    expect(words({ attempts: [late, early], queueEvents: [opened] })).toEqual([
      'enter b#1:c-b',
      'enter a#1:c-a',
    ]);
  });

  test('is settled by its name when two came in the same moment', () => {
    const same = { ...late, submittedAt: at(7) };
    for (const attempts of [
      [early, same],
      [same, early],
    ])
      expect(words({ attempts, queueEvents: [opened] })[0]).toBe('enter a#1:c-a');
  });

  test('is not asked for again once it is in line', () => {
    expect(words({ attempts: [early], queueEvents: inLine })).toEqual(['merge b#1:c-b']);
  });

  test('enters as far as the window goes while there is something to merge, and a few at a time after that', () => {
    const names = Array.from({ length: 12 }, (_, at) => `t${String(at).padStart(2, '0')}`);
    const many = names.map((task, at) =>
      makeAttempt({ task, session: at + 4, state: 'submitted', submittedAt: new Date(at) }),
    );
    const enter = (task: string) => `enter ${task}#1:c-${task}`;
    const { window } = makeLimits().queue;
    expect(words({ attempts: [early, ...many], queueEvents: inLine })).toEqual([
      'merge b#1:c-b',
      ...names.slice(0, window - 1).map(enter),
    ]);
    const full = [opened, ...names.slice(0, window).map((task) => entered(`${task}#1:c-${task}`))];
    expect(words({ attempts: many, queueEvents: full })).toEqual(['merge t00#1:c-t00']);
    expect(words({ attempts: many, queueEvents: [opened] })).toEqual(names.slice(0, 8).map(enter));
  });

  test('leaves the line when it is not handed in any more, before anything else is done', () => {
    const working = { ...early, state: 'working' as const };
    expect(words({ attempts: [working, late], queueEvents: inLine })).toEqual(['withdraw b#1:c-b']);
  });

  test('leaves with the cause of an ejection that a crash cut short between the attempt and the line', () => {
    const working = { ...early, state: 'working' as const };
    const cause = (events: QueueEvent[]) =>
      next({ attempts: [working, late], queueEvents: [...inLine, ...events] }).map((step) => ({
        ...step,
        number: 0,
      }));
    const merged: QueueEvent = { kind: 'merged', entry: 'b#1:c-b', onto: 'i0', commit: 'm1' };
    const left = {
      kind: 'withdraw',
      entry: 'b#1:c-b',
      of: { kind: 'attempt', task: 'b', session: 3, attempt: 1 },
      number: 0,
    };
    expect(cause([merged])).toEqual([{ ...left, cause: 'withdrawn' }]);
    expect(cause([merged, { kind: 'gated', entry: 'b#1:c-b', commit: 'm1', passed: false }])).toEqual([
      { ...left, cause: 'gates' },
    ]);
    expect(cause([{ kind: 'conflicted', entry: 'b#1:c-b', onto: 'i0' }])).toEqual([
      { ...left, cause: 'conflict' },
    ]);
  });

  test('opens no queue while there is none', () => {
    expect(next({})).toEqual([]);
    expect(words({ attempts: [early] })).toEqual(['note_target i0']);
  });
});

describe('[E11] the branch', () => {
  const green: QueueEvent[] = [
    ...inLine,
    { kind: 'merged', entry: 'b#1:c-b', onto: 'i0', commit: 'm1' },
    { kind: 'gated', entry: 'b#1:c-b', commit: 'm1', passed: true },
  ];

  test('that somebody moved is noted first, and the work merged anew', () => {
    expect(words({ attempts: [early], queueEvents: green, integration: 'i1' })).toEqual(['note_target i1']);
    const moved: QueueEvent[] = [...green, { kind: 'target_moved', tip: 'i1' }];
    expect(words({ attempts: [early], queueEvents: moved, integration: 'i1' })).toEqual(['merge b#1:c-b']);
  });

  test('that holds what was handed in a moment ago has it asked for once more, which changes nothing', () => {
    const landed: QueueEvent[] = [...green, { kind: 'landed', entry: 'b#1:c-b', commit: 'm1' }];
    expect(words({ attempts: [early], queueEvents: landed, integration: 'm1' })).toEqual(['enter b#1:c-b']);
  });

  test('that the landing moved before it was written down is no other target: the landing is done again', () => {
    expect(words({ attempts: [early], queueEvents: green, integration: 'm1' })).toEqual(['land b#1:c-b']);
  });
});
