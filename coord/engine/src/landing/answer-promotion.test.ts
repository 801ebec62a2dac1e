import { describe, expect, test } from 'vitest';
import { at, makeAttempt, makeFacts, makeLimits } from '../../test/make-facts.ts';
import type { Facts } from '../facts.ts';
import { choosePromotion } from './answer-promotion.ts';
import { nextLandings } from './next-landing.ts';
import type { QueueEvent } from './queue.ts';

const policy = makeLimits().queue;
const attempts = ['a', 'b'].map((task, index) =>
  makeAttempt({ task, session: index + 2, state: 'submitted', submittedAt: at(index) }),
);
const opened: QueueEvent = { kind: 'opened', tip: 'i0' };
const entered = (entry: string): QueueEvent => ({ kind: 'entered', entry, paths: [], reads: 'everything' });
const inLine = [opened, entered('a#1:c-a'), entered('b#1:c-b')];
const headMerged: QueueEvent = { kind: 'merged', entry: 'a#1:c-a', onto: 'i0', commit: 'm1' };
const headGreen: QueueEvent = { kind: 'gated', entry: 'a#1:c-a', commit: 'm1', passed: true };

const choose = (facts: Partial<Facts>) =>
  choosePromotion(makeFacts({ attempts, ...facts }), policy, 'b#1:c-b').kind;

describe('[Q12] what a person has go first', () => {
  test('goes to the front, and is merged on the tip', () => {
    expect(choose({ queueEvents: inLine })).toBe('promote');
    const promoted: QueueEvent = { kind: 'promoted', entry: 'b#1:c-b' };
    const facts = makeFacts({ attempts, queueEvents: [...inLine, headMerged, promoted] });
    expect(nextLandings(facts, policy)[0]).toMatchObject({
      kind: 'merge',
      submission: { entry: 'b#1:c-b' },
      onto: 'i0',
    });
  });

  test('waits until it is in line, and while the head lands', () => {
    expect(choose({ queueEvents: [] })).toBe('later');
    expect(choose({ queueEvents: [opened, entered('a#1:c-a')] })).toBe('later');
    expect(choose({ queueEvents: [...inLine, headMerged] })).toBe('promote');
    expect(choose({ queueEvents: [...inLine, headMerged, headGreen] })).toBe('later');
  });

  test('is left alone when it has landed or left', () => {
    expect(choose({ attempts: attempts.slice(0, 1), queueEvents: inLine })).toBe('gone');
  });
});
