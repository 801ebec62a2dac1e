import { type AgentError, agentErrorSchema, type TurnOutcome } from '@musterhq/agents';
import type { Turn } from '@musterhq/store';

/** What keeps an agent from working at all, whatever it was asked: nothing of the task is wrong, and a turn is not used up. */
const outages: ReadonlySet<AgentError['class']> = new Set([
  'auth',
  'quota',
  'rate_limit',
  'transport',
  'budget',
]);

/** The outage that ended a turn, if one did. */
export function outageOf({ outcome }: Pick<Turn, 'outcome'>): AgentError | undefined {
  const error = agentErrorSchema.safeParse((outcome as { error?: unknown } | null)?.error);
  return error.success && outages.has(error.data.class) ? error.data : undefined;
}

export const isOutage = (outcome: TurnOutcome): boolean => outageOf({ outcome }) !== undefined;
