import { type AnswerFlags, answerGate } from '../answer-gate.ts';
import type { Environment } from '../environment.ts';

/** `muster approve GATE`: yes to a human gate; of a red one of another kind, its override by name and reason. */
export function approve(environment: Environment, gate: string, flags: AnswerFlags): Promise<void> {
  return answerGate(environment, { gate, answer: 'approve', ...flags });
}
