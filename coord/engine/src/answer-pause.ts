import { type Request, recordEvent, setHolder } from '@musterhq/store';
import type { Context } from './context.ts';
import type { Facts } from './facts.ts';
import { stopTurns } from './stop-turns.ts';

/** A seat that a person holds is theirs: what is asked of its driver says nothing about it. Safe to repeat. */
export async function answerPause(context: Context, facts: Facts, request: Request): Promise<void> {
  const { store, fence } = context;
  const { session, by, why, isNow } = request.data;
  const seat = Number(session);
  if (facts.heldByPerson.has(seat)) return;
  const isPaused = request.kind === 'pause';
  await setHolder(store, seat, isPaused ? 'nobody' : 'driver');
  if (isPaused) facts.paused.add(seat);
  else facts.paused.delete(seat);
  if (isPaused && isNow === true) await stopTurns(context, facts, seat);
  await recordEvent(store, fence, {
    key: `request:${request.id}`,
    kind: isPaused ? 'session_paused' : 'session_unpaused',
    session: seat,
    data: { by, why, ...(isPaused ? { isNow: isNow === true } : {}) },
  });
}
