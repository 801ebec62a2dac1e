import { describe, expect, test } from 'vitest';
import {
  at,
  makeAttempt,
  makeDecision,
  makeFacts,
  makeLimits,
  makeReview,
  planOf,
  rounds,
} from '../test/make-facts.ts';
import type { Facts, Limits } from './facts.ts';
import { nextReview } from './next-review.ts';
import type { Judgement } from './review.ts';
import { workOf } from './work.ts';
import { statesOf } from './work-state.ts';

const plan = planOf({ '1-2': { 2: '', 3: '' }, '3-4': { 4: '' } }, rounds);
const [block1, block2] = plan.blocks.map((block) => block.id) as [string, string];

function review(parts: Partial<Facts>, limits: Partial<Limits> = {}) {
  const facts = makeFacts({ integration: 'i1', ...parts });
  const states = statesOf(workOf(plan, []), facts, makeLimits(limits));
  return nextReview(plan, states, facts, makeLimits(limits));
}
const done = (count: number) =>
  plan.tasks
    .slice(0, count)
    .map(({ id, session }) => makeAttempt({ task: id, session, state: 'integrated' }));
const held = (name: string, parts: { integration?: string; generation?: number; number?: number } = {}) =>
  makeReview({
    name,
    number: parts.number ?? 1,
    evidence: { integration: parts.integration ?? 'i1', generation: parts.generation ?? 1, judgements: [] },
    at: at(10 + (parts.number ?? 1)),
  });

describe('[E18] at pace asap the master reviews', () => {
  test('a block when all of it is integrated, and not before', () => {
    expect(review({ attempts: done(1) })).toBeUndefined();
    expect(review({ attempts: done(2) })).toEqual({ name: block1, number: 1, day: 2 });
  });

  test('each block once, whatever came of it', () => {
    expect(review({ attempts: done(2), reviews: [held(block1)] })).toBeUndefined();
    expect(review({ attempts: done(3), reviews: [held(block1)] })).toEqual({
      name: block2,
      number: 1,
      day: 4,
    });
  });

  test('at the end what main does not have yet', () => {
    const reviews = [held(block1), held(block2)];
    expect(review({ attempts: done(3), reviews, integration: 'i2' })).toEqual({
      name: 'end',
      number: 1,
      day: 4,
    });
    expect(review({ attempts: done(3), reviews, main: 'i1' })).toBeUndefined();
  });
});

describe('[E20] a last review that was held', () => {
  const before = [held(block1), held(block2)];

  test('is not repeated while nothing changed', () => {
    expect(review({ attempts: done(3), reviews: [...before, held('end')] })).toBeUndefined();
  });

  test.each([
    ['the integration branch moved', { integration: 'i2' }],
    ['another coordinator came', { generation: 2 }],
  ])('is repeated when %s', (_what, change) => {
    expect(review({ attempts: done(3), reviews: [...before, held('end')], ...change })).toEqual({
      name: 'end',
      number: 2,
      day: 4,
    });
  });
});

describe('[E20] a review that a gate held', () => {
  const reds = (
    outcome: Judgement['outcome'] = 'red',
    kind: Judgement['kind'] = 'oversight',
  ): Judgement[] => [
    {
      kind,
      id: 'p1.tone',
      text: 'The tone',
      outcome,
      gates: [{ gate: 'tone', key: 'k', outcome: 'undecided' }],
    },
  ];
  const heldBy = (name: string, judgements = reds(), heard: number[] = []) =>
    makeReview({ name, evidence: { integration: 'i1', generation: 1, judgements, decisions: heard } });
  const said = (id: number, gate = 'tone') => makeDecision({ id, gate });

  test('is repeated once somebody decided on that gate, and not again for the same word', () => {
    const before = { attempts: done(2), reviews: [heldBy(block1, reds(), [3])] };
    expect(review({ ...before, decisions: [said(3)] })).toBeUndefined();
    expect(review({ ...before, decisions: [said(3), said(4)] })).toEqual({ name: block1, number: 2, day: 2 });
    const after = [...before.reviews, { ...heldBy(block1, reds(), [3, 4]), number: 2 }];
    expect(review({ ...before, reviews: after, decisions: [said(3), said(4)] })).toBeUndefined();
  });

  test('is repeated for a word that came while it judged, though of a smaller number', () => {
    const before = { attempts: done(2), reviews: [heldBy(block1, reds(), [5])] };
    expect(review({ ...before, decisions: [said(4), said(5)] })).toMatchObject({ name: block1, number: 2 });
  });

  test.each([
    ['another gate', reds(), said(1, 'other')],
    ['a gate that was not red', reds('passed'), said(1)],
    ['a gate of a milestone, which holds nothing', reds('red', 'milestone'), said(1)],
  ])('is not repeated for %s', (_what, judgements, decision) => {
    const reviews = [heldBy(block1, judgements)];
    expect(review({ attempts: done(2), reviews, decisions: [decision] })).toBeUndefined();
  });

  test('is not repeated once it has landed, or main has everything', () => {
    const landed = { ...heldBy(block1), verdict: 'landed' as const, main: 'i0' };
    expect(review({ attempts: done(2), reviews: [landed], decisions: [said(1)] })).toBeUndefined();
    const reviews = [heldBy(block1)];
    expect(review({ attempts: done(2), reviews, decisions: [said(1)], main: 'i1' })).toBeUndefined();
  });

  test('is followed by the one at the end when everything is done', () => {
    const reviews = [heldBy(block1), heldBy(block2)];
    expect(review({ attempts: done(3), reviews, decisions: [said(1)] })).toEqual({
      name: 'end',
      number: 1,
      day: 4,
    });
  });

  test('is repeated under the name of its evening at a dated pace', () => {
    const now = { day: 3, minuteOfDay: 60, attempts: done(1), reviews: [heldBy('day-2')] };
    expect(review({ ...now, decisions: [said(1)] }, { pace: 'dated' })).toEqual({
      name: 'day-2',
      number: 2,
      day: 2,
    });
  });
});

describe('[P4] a review that what lies outside of the run has held', () => {
  const outside = { pullRequest: { url: 'https://x/pull/1' } };
  const heldOutside = (name: string, more: Record<string, unknown>) =>
    makeReview({ name, evidence: { integration: 'i1', generation: 1, judgements: [], ...more } });

  test.each([outside, { checkout: 'dirty' }])('is repeated by each coordinator, once: %j', (more) => {
    const before = { attempts: done(2), reviews: [heldOutside(block1, more)] };
    expect(review(before)).toBeUndefined();
    expect(review({ ...before, generation: 2 })).toEqual({ name: block1, number: 2, day: 2 });
    const after = [...before.reviews, heldOutside(block1, { ...more, generation: 2 })];
    expect(review({ ...before, reviews: after, generation: 2 })).toBeUndefined();
  });

  test('is followed by the one at the end when everything is done, and by none once main has everything', () => {
    const now = { attempts: done(3), reviews: [heldOutside(block1, outside), heldOutside(block2, outside)] };
    expect(review(now)).toBeUndefined();
    expect(review({ ...now, generation: 2 })).toEqual({ name: 'end', number: 1, day: 4 });
    expect(review({ ...now, generation: 2, main: 'i1' })).toBeUndefined();
  });
});

describe('[E19] at a dated pace the master reviews', () => {
  const evening = 18 * 60;
  const on = (day: number, minuteOfDay: number, parts: Partial<Facts> = {}) =>
    review({ day, minuteOfDay, attempts: done(1), ...parts }, { pace: 'dated' });

  test('in the evening what came in, at the hour of the last round', () => {
    expect(on(1, evening - 1)).toBeUndefined();
    expect(on(1, evening)).toEqual({ name: 'day-1', number: 1, day: 1 });
  });

  test('nothing when nothing came in', () => {
    expect(on(1, evening, { main: 'i1' })).toBeUndefined();
  });

  test('once an evening', () => {
    expect(on(1, evening + 60, { reviews: [held('day-1')] })).toBeUndefined();
    expect(on(2, evening, { reviews: [held('day-1')] })).toEqual({ name: 'day-2', number: 1, day: 2 });
  });

  test('next morning what a coordinator that was away in the evening has missed', () => {
    expect(on(2, 8 * 60)).toEqual({ name: 'day-1', number: 1, day: 1 });
  });

  test('not next morning what came in after an evening without work', () => {
    expect(on(2, 8 * 60, { roundsHeld: new Set(['evening-review@day-1']) })).toBeUndefined();
  });

  test('not before the plan begins', () => {
    expect(on(1, 0)).toBeUndefined();
    expect(on(0, evening)).toBeUndefined();
  });

  test('at once when everything is done', () => {
    expect(on(4, 9 * 60, { attempts: done(3), reviews: [held('day-3', { integration: 'i0' })] })).toEqual({
      name: 'end',
      number: 1,
      day: 4,
    });
  });
});
