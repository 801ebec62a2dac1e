import { AgentsError, stopTurn } from '@musterhq/agents';
import type { Context } from './context.ts';
import type { Facts } from './facts.ts';

/** Ends the running turns with everything they started; of one session, or of all. Safe to repeat. */
export async function stopTurns(context: Context, facts: Facts, session?: number): Promise<void> {
  for (const turn of facts.turns) {
    if (turn.endedAt !== null || turn.driver === 'person') continue;
    if (session !== undefined && turn.session !== session) continue;
    try {
      stopTurn({ stateDir: context.stateDir, turn: turn.id });
    } catch (error) {
      // Announced and not yet ordered: it is held back where it would start.
      if (!(error instanceof AgentsError && error.code === 'turn_not_found')) throw error;
    }
  }
}
