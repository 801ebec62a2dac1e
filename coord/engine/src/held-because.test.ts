import { expect, test } from 'vitest';
import { makeReview } from '../test/make-facts.ts';
import { heldBecause } from './held-because.ts';

const held = (evidence: Record<string, unknown>) => makeReview({ name: 'end', evidence });

test.each([
  [
    { pullRequest: { url: 'https://x/pull/1' } },
    /^main waits for pull request https:\/\/x\/pull\/1 to be merged; 'muster resume'/,
  ],
  [{ checkout: 'the main checkout has changes' }, /^main did not move: the main checkout has changes$/],
  [{ error: 'git is gone' }, /^the review failed: git is gone$/],
])('[P3] what holds main back beside its gates is said in words: %j', (evidence, words) => {
  expect(heldBecause([held(evidence)])).toMatch(words);
});

test('[P3] nothing but gates holds main back, or nothing at all', () => {
  expect(heldBecause([])).toBeUndefined();
  expect(heldBecause([held({ judgements: [] })])).toBeUndefined();
  expect(
    heldBecause([held({ checkout: 'dirty' }), makeReview({ name: 'end', verdict: 'landed' })]),
  ).toBeUndefined();
});
