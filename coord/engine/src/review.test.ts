import { describe, expect, test } from 'vitest';
import type { GateVerdict } from './gates/gate-verdict.ts';
import { judgementOf } from './review.ts';

const verdict = (parts: Partial<GateVerdict>): GateVerdict => ({
  gate: 'unit',
  kind: 'test',
  key: 'k',
  outcome: 'passed',
  exitCode: 0,
  tail: 'all of it',
  tries: 1,
  evidence: null,
  standing: { kind: 'passed' },
  ...parts,
});
const red = verdict({ gate: 'lint', outcome: 'failed', exitCode: 1, standing: { kind: 'red' } });
const answered = verdict({
  ...red,
  standing: { kind: 'overridden', by: 'Ada', why: 'the rule is wrong' },
});

describe('[G4] a gate of the document', () => {
  const item = { kind: 'milestone', id: 'day-2', text: 'Calendar' } as const;
  test('is passed when all that it is bound to passed', () => {
    expect(judgementOf(item, [verdict({}), verdict({ gate: 'two' })])).toMatchObject({
      ...item,
      outcome: 'passed',
      gates: [{ gate: 'unit', outcome: 'passed' }, { gate: 'two' }],
    });
  });

  test('is red with every red gate in its reason', () => {
    const judged = judgementOf(item, [verdict({}), red, answered, { ...red, gate: 'types' }]);
    expect(judged.outcome).toBe('red');
    expect(judged.reason).toMatch(/'lint' ended as failed, exit code 1.*'types' ended as failed/s);
  });

  test('is lifted and not ticked where a person answers for what is red: by name and reason', () => {
    expect(judgementOf(item, [verdict({}), answered])).toMatchObject({
      outcome: 'waived',
      reason: 'lint is failed, and Ada answers for it: the rule is wrong',
    });
  });
});
