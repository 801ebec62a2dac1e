import type { GateDecision } from '@musterhq/store';
import type { HumanGate } from './gate.ts';
import type { GateReport } from './gate-report.ts';

/** What a person said of a gate on these very contents. Nobody is waited for: who has not spoken has not decided. */
export function askPerson(
  name: string,
  { question }: HumanGate,
  decision: GateDecision | undefined,
): GateReport {
  if (decision === undefined || decision.decision === 'overridden') {
    return {
      outcome: 'undecided',
      output: `A person is asked: ${question} Answer with 'muster approve ${name} --why …' or 'muster refuse ${name} --why …'.`,
      durationMs: 0,
    };
  }
  const { by, why, at } = decision;
  return {
    outcome: decision.decision === 'approved' ? 'passed' : 'refused',
    evidence: { question, by, why, at: at.toISOString() },
    output: `${question} ${by} ${decision.decision}: ${why}`,
    durationMs: 0,
  };
}
