import type { Plan, Session } from '@musterhq/plan';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';

export function requireSession(plan: Plan, number: number): Session {
  const session = plan.sessions.find((candidate) => candidate.id === number);
  if (session !== undefined) return session;
  const names = plan.sessions.map((one) => `${one.id} (${one.name})`).join(', ');
  throw refusalOfAsk(`The document has no session ${number}; it has ${names}.`);
}
