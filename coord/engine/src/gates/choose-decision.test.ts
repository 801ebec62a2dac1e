import { describe, expect, test } from 'vitest';
import { readYaml } from '../read-yaml.ts';
import { chooseDecision } from './choose-decision.ts';
import { gateBindingsSchema } from './gate-bindings.ts';

const bindings = readYaml(
  'gates: { unit: { run: npm test }, tone: { kind: human, question: "Good?" } }',
  'gates.yaml',
  gateBindingsSchema,
);
type Order = Parameters<typeof chooseDecision>[0];
const choose = (parts: Partial<Order>) =>
  chooseDecision({ gate: 'tone', answer: 'approve', bindings, tip: 'tip', results: [], ...parts });
const result = (outcome: string, commit: string, key = 'review:end#1:unit') => ({ key, outcome, commit });

describe("[D1] a person's word on a human gate", () => {
  test('is said of what the integration branch holds, or of the commit that is named', () => {
    expect(choose({})).toEqual({ kind: 'decide', decision: 'approved', commit: 'tip' });
    expect(choose({ answer: 'refuse' })).toEqual({ kind: 'decide', decision: 'refused', commit: 'tip' });
    expect(choose({ commit: 'other', results: [result('undecided', 'old')] })).toMatchObject({
      commit: 'other',
    });
  });

  test('needs something that it could be said of', () => {
    expect(choose({ tip: '' })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('no integration branch'),
    });
  });
});

describe("[D2] a person's word on a gate of another kind", () => {
  const unit = (parts: Partial<Order>) => choose({ gate: 'unit', ...parts });

  test('overrides what it came to last, where it was red', () => {
    const results = [result('passed', 'c1'), result('failed', 'c2')];
    expect(unit({ results })).toEqual({
      kind: 'decide',
      decision: 'overridden',
      commit: 'c2',
      outcome: 'failed',
      isCandidate: false,
    });
  });

  test('tells of work that was to land from what a review judged', () => {
    const results = [result('failed', 'c1', 'landing:b1s2#1:c1:unit')];
    expect(unit({ results })).toMatchObject({ decision: 'overridden', isCandidate: true });
  });

  test('is not needed where it passed, and not possible where nothing was judged', () => {
    expect(unit({ results: [result('failed', 'c1'), result('passed', 'c2')] })).toEqual({
      kind: 'needless',
      commit: 'c2',
    });
    expect(unit({})).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('not judged in this run yet'),
    });
    expect(unit({ commit: '0123456789abcdef' })).toMatchObject({
      reason: expect.stringContaining('not judged on what 0123456789 holds'),
    });
  });

  test('can never be a refusal, and says what to do instead', () => {
    expect(unit({ answer: 'refuse', results: [result('passed', 'c1')] })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/kind test.*bind a human gate.*muster revert BLOCK/),
    });
  });
});

test.each([
  ['units', /did you mean 'unit'\?/],
  ['entirely-else', /gates\.yaml has unit, tone\./],
])('[D1] the wrong name %s is answered with the right ones', (gate, words) => {
  expect(choose({ gate })).toMatchObject({ kind: 'refused', reason: expect.stringMatching(words) });
  expect(choose({ gate, bindings: { gates: {} } })).toMatchObject({
    reason: expect.stringContaining('has none'),
  });
});
