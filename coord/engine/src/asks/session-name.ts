import type { Plan } from '@musterhq/plan';

/** `Session 3 (Backend)`. */
export function sessionName(plan: Plan, id: number): string {
  const session = plan.sessions.find((candidate) => candidate.id === id);
  return session === undefined ? `Session ${id}` : `Session ${id} (${session.name})`;
}
