import { insertRequest, type Run, readSeats } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { requireSession } from './require-session.ts';

/**
 * Asks that a session's driver begins no further turn, or goes on. With `isNow` the turn under way is ended too; it is done again
 * when the session goes on. Whoever coordinates the run next carries it out.
 */
export async function pauseSession(
  around: Surroundings,
  asked: { session: number; isPaused: boolean; isNow: boolean; by: string; why: string },
): Promise<{ run: Run; request: number }> {
  const { session, isPaused, isNow, by, why } = asked;
  const { run, plan } = await readRunPlan(around);
  requireSession(plan, session);
  const seats = await readSeats(around.store.database);
  if (seats.some((seat) => seat.session === session && seat.holder === 'person'))
    throw refusalOfAsk(
      `Session ${session} is held by a person, so its driver begins nothing anyway. Give it back first: muster give ${session}`,
    );
  const request = await insertRequest(around.store, {
    run: run.id,
    kind: isPaused ? 'pause' : 'unpause',
    data: { session, by, why, isNow },
  });
  return { run, request };
}
