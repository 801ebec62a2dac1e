import { type AnswerFlags, answerGate } from '../answer-gate.ts';
import type { Environment } from '../environment.ts';

/** `muster refuse GATE`: no to a human gate. */
export function refuse(environment: Environment, gate: string, flags: AnswerFlags): Promise<void> {
  return answerGate(environment, { gate, answer: 'refuse', ...flags });
}
