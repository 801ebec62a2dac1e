import type { Plan, Session } from '@musterhq/plan';
import { UsageError } from './usage-error.ts';

export function requireSession(plan: Plan, number: number): Session {
  const session = plan.sessions.find((candidate) => candidate.id === number);
  if (session !== undefined) return session;
  const names = plan.sessions.map((one) => `${one.id} (${one.name})`).join(', ');
  throw new UsageError(`The document has no session ${number}; it has ${names}.`);
}
