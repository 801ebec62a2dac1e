import { type Counts, parseCounts } from './parse-counts.ts';

/**
 * The closed set: only `passed` is a pass. `unreachable` is what was to be probed or read and did not answer, `refused` a
 * reviewer or a person who said no, `undecided` a person who has not spoken.
 */
export type GateOutcome =
  | 'passed'
  | 'failed'
  | 'missing_command'
  | 'no_tests'
  | 'timed_out'
  | 'killed'
  | 'unparsable'
  | 'unreachable'
  | 'refused'
  | 'undecided';

export type GateRun = {
  exitCode?: number | undefined;
  signal?: string | undefined;
  isTimedOut: boolean;
  isNotFound: boolean;
  output: string;
};

/** What a finished gate command comes to. Exit code zero alone is a pass for a check, never for a test. */
export function judgeGate(kind: 'test' | 'check', run: GateRun): { outcome: GateOutcome; counts?: Counts } {
  if (run.isTimedOut) return { outcome: 'timed_out' };
  if (run.isNotFound || run.exitCode === 127) return { outcome: 'missing_command' };
  if (run.signal !== undefined || run.exitCode === undefined) return { outcome: 'killed' };
  const counts = kind === 'test' ? parseCounts(run.output) : undefined;
  const facts = counts === undefined ? {} : { counts };
  if (run.exitCode !== 0) return { outcome: 'failed', ...facts };
  if (kind === 'check') return { outcome: 'passed' };
  if (counts === undefined) return { outcome: 'unparsable' };
  if (counts.failed > 0) return { outcome: 'failed', ...facts };
  return { outcome: counts.passed === 0 ? 'no_tests' : 'passed', ...facts };
}
