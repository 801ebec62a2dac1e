import { describe, expect, test } from 'vitest';
import { makeAttempt, makeFacts, makeLimits, planOf, rounds } from '../test/make-facts.ts';
import { dueRounds, roundKinds } from './due-rounds.ts';
import type { Facts, Limits } from './facts.ts';
import { workOf } from './work.ts';
import { statesOf } from './work-state.ts';

const plan = planOf({ '1-2': { 2: '', 3: '' }, '3-4': { 2: '' } }, rounds);
const [block1, block2] = plan.blocks.map((block) => block.id) as [string, string];

function due(parts: Partial<Facts>, limits: Partial<Limits> = {}): string[] {
  const facts = makeFacts(parts);
  const states = statesOf(workOf(plan, []), facts, makeLimits(limits));
  return dueRounds(plan, states, facts, makeLimits(limits)).map(({ round, when }) => `${round}@${when}`);
}
const state = (index: number, is: 'working' | 'integrated' | 'blocked') => {
  const { id, session } = plan.tasks[index]!;
  return makeAttempt({ task: id, session, state: is });
};

describe('[E24] the rounds of a day', () => {
  test('are by their hour standup, syncs and review, whatever their order in the document', () => {
    const turned = { ...plan, rounds: plan.rounds.toReversed() };
    expect([...roundKinds(turned)]).toEqual([
      ['morning-standup', 'standup'],
      ['midday-sync', 'sync'],
      ['evening-review', 'review'],
    ]);
  });

  test('are held at their hour at a dated pace, and none before the plan begins', () => {
    const dated = (day: number, minuteOfDay: number) => due({ day, minuteOfDay }, { pace: 'dated' });
    expect(dated(0, 1000)).toEqual([]);
    expect(dated(1, 9 * 60 - 1)).toEqual([]);
    expect(dated(1, 9 * 60)).toEqual(['morning-standup@day-1']);
    expect(dated(1, 18 * 60)).toEqual(['morning-standup@day-1', 'midday-sync@day-1', 'evening-review@day-1']);
  });

  test('that were missed come first, oldest first, and those that were held not again', () => {
    const roundsHeld = new Set(['morning-standup@day-1', 'midday-sync@day-1']);
    expect(due({ day: 2, minuteOfDay: 9 * 60, roundsHeld }, { pace: 'dated' })).toEqual([
      'evening-review@day-1',
      'morning-standup@day-2',
    ]);
  });
});

describe('[E24] the rounds of a block at pace asap', () => {
  const standup = `morning-standup@${block1}`;
  const sync = `midday-sync@${block1}`;
  const review = `evening-review@${block1}`;

  test('are the standup when a task of it can begin, and not while all of it waits', () => {
    expect(due({})).toEqual([standup]);
  });

  test('are the sync at its first result', () => {
    expect(due({ attempts: [state(0, 'working')] })).toEqual([standup]);
    expect(due({ attempts: [state(1, 'integrated')] })).toEqual([standup, sync]);
  });

  test('are the review when every task is done or blocked', () => {
    expect(due({ attempts: [state(1, 'integrated'), state(0, 'blocked')] })).toEqual([standup, sync, review]);
    expect(due({ attempts: [state(1, 'blocked'), state(0, 'blocked')] })).toEqual([standup, sync, review]);
  });

  test('ask nothing of the clock', () => {
    expect(due({ day: 9, minuteOfDay: 1200 })).toEqual([standup]);
  });

  test('of the next block follow when its own tasks can begin', () => {
    const attempts = [state(0, 'integrated'), state(1, 'integrated')];
    expect(due({ attempts })).toEqual([standup, sync, review, `morning-standup@${block2}`]);
  });
});
