import type { GateResult } from '@musterhq/store';
import type { GateOutcome } from './judge-gate.ts';

/** What a gate came to on exact contents. The outcome is what happened; the standing is what it counts as. */
export type GateVerdict = Pick<
  GateResult,
  'gate' | 'kind' | 'key' | 'exitCode' | 'tail' | 'tries' | 'evidence'
> & {
  outcome: GateOutcome;
  standing: { kind: 'passed' } | { kind: 'red' } | { kind: 'overridden'; by: string; why: string };
};

/** Nothing but a pass, or a person who answers for a red gate by name, counts as one. */
export const isPass = ({ standing }: Pick<GateVerdict, 'standing'>): boolean => standing.kind !== 'red';

/** It passed after it had been red on the very same contents. */
export const isFlaky = ({ outcome, tries }: Pick<GateResult, 'outcome' | 'tries'>): boolean =>
  outcome === 'passed' && tries > 1;

/** The sentence that goes into a brief: which gate, what came of it, and the end of what it printed. */
export function evidenceOf(
  verdict: Pick<GateVerdict, 'gate' | 'kind' | 'outcome' | 'exitCode' | 'tail' | 'tries'>,
): string {
  const { gate, kind, outcome, exitCode, tail, tries } = verdict;
  if (kind === 'human') return `The gate '${gate}' ended as ${outcome}. ${tail}`;
  const exit = exitCode === null ? '' : `, exit code ${exitCode}`;
  const often = tries === 1 ? '' : `, in each of ${tries} tries`;
  const what = kind === 'test' || kind === 'check' ? 'The end of its output' : 'What was found';
  return `The gate '${gate}' ended as ${outcome}${exit}${often}. ${what}:\n${tail}`;
}
