import { expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { compilePlan } from '../../test/make-facts.ts';
import type { Judgement } from '../review.ts';
import { pullRequestText } from './pull-request-text.ts';

const plan = compilePlan(launchPlan);
const textOf = (judgements: Judgement[]) =>
  pullRequestText({ plan, run: 'r1', review: { name: 'day-3' }, judged: { judgements } });
const judgement = (parts: Partial<Judgement>): Judgement => ({
  ...{ kind: 'oversight', id: 'p4.tone', text: 'The tone | of the posts', outcome: 'passed' },
  gates: [],
  ...parts,
});

test('[P2] a pull request tells what was judged, by what, and who answers for what is red', () => {
  const standing = { kind: 'overridden' as const, by: 'Ada', why: 'the rule is wrong' };
  const { title, body } = textOf([
    judgement({ gates: [{ gate: 'unit', key: 'k', outcome: 'passed', standing: { kind: 'passed' } }] }),
    judgement({ outcome: 'waived', gates: [{ gate: 'lint', key: 'k', outcome: 'failed', standing }] }),
    judgement({ kind: 'milestone', id: 'day-5', outcome: 'open', reason: 'no payments yet\nat all' }),
  ]);
  expect(title).toBe(`${plan.title}: day-3 of run r1`);
  expect(body).toContain('| oversight | p4.tone | The tone \\| of the posts | passed | unit passed |');
  expect(body).toContain('| waived | lint failed, overridden by Ada: the rule is wrong |');
  expect(body).toContain('| milestone | day-5 | The tone \\| of the posts | open | no payments yet |');
});

test('[P2] a pull request stays within what GitHub takes', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => judgement({ id: `gate-${index}` }));
  expect(textOf(many).body.length).toBeLessThan(65_536);
});
