import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GateOutcome, type GateRun, judgeGate } from './judge-gate.ts';

const run = (parts: Partial<GateRun> = {}): GateRun => ({
  exitCode: 0,
  isTimedOut: false,
  isNotFound: false,
  output: '2 passed, 0 failed\n',
  ...parts,
});

describe('[E13] a gate that is a test', () => {
  const cases: [what: string, run: GateRun, outcome: GateOutcome][] = [
    ['tests passed and it ended with 0', run(), 'passed'],
    ['it ended with 1, whatever it printed', run({ exitCode: 1 }), 'failed'],
    ['it ended with 0, yet counts a failure', run({ output: '2 passed, 1 failed\n' }), 'failed'],
    ['no test ran', run({ output: '0 passed, 0 failed\n' }), 'no_tests'],
    ['all were skipped', run({ output: '3 skipped\n' }), 'no_tests'],
    ['it printed nothing to count', run({ output: 'done\n' }), 'unparsable'],
    ['it printed nothing at all', run({ output: '' }), 'unparsable'],
    [
      'the shell did not find it',
      run({ exitCode: 127, output: 'sh: vitest: not found\n' }),
      'missing_command',
    ],
    ['there was nothing to start', run({ exitCode: undefined, isNotFound: true }), 'missing_command'],
    ['it took too long, though it printed a pass', run({ isTimedOut: true }), 'timed_out'],
    ['it was killed', run({ exitCode: undefined, signal: 'SIGKILL' }), 'killed'],
    ['it was killed and reports 0', run({ signal: 'SIGTERM' }), 'killed'],
  ];
  test.each(cases)('%s: judged by what happened', (_what, facts, outcome) => {
    expect(judgeGate('test', facts).outcome).toBe(outcome);
  });

  test('keeps its counts where it printed some, also when it failed', () => {
    expect(judgeGate('test', run({ exitCode: 1, output: '1 passed, 2 failed\n' }))).toEqual({
      outcome: 'failed',
      counts: { passed: 1, failed: 2, skipped: 0 },
    });
  });
});

describe('[E13] a gate that is a check', () => {
  test('is judged by its exit code and counts nothing', () => {
    expect(judgeGate('check', run({ output: '0 passed, 9 failed' }))).toEqual({ outcome: 'passed' });
    expect(judgeGate('check', run({ exitCode: 2, output: '' }))).toEqual({ outcome: 'failed' });
  });
});

test('[E13] nothing passes but an exit code of 0 that came in time, from a command that was there', () => {
  const outputs = fc.constantFrom(
    '',
    '2 passed',
    '1 passed, 1 failed',
    '0 passed',
    'ok 1',
    '# pass 3\n# fail 0',
  );
  fc.assert(
    fc.property(
      fc.constantFrom('test' as const, 'check' as const),
      fc.record({
        exitCode: fc.constantFrom(undefined, 0, 1, 126, 127, 255),
        signal: fc.constantFrom(undefined, 'SIGKILL'),
        isTimedOut: fc.boolean(),
        isNotFound: fc.boolean(),
        output: outputs,
      }),
      (kind, facts) => {
        const { outcome, counts } = judgeGate(kind, facts);
        if (outcome !== 'passed') return;
        expect(facts).toMatchObject({ exitCode: 0, signal: undefined, isTimedOut: false, isNotFound: false });
        if (kind === 'test')
          expect(counts).toMatchObject({ failed: 0, passed: expect.toSatisfy((n) => n > 0) });
      },
    ),
  );
});
