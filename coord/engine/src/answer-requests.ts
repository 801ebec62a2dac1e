import { answerRequest, readOpenRequests, recordEvent, setHolder } from '@musterhq/store';
import { answerPause } from './answer-pause.ts';
import type { Context } from './context.ts';
import type { Facts } from './facts.ts';
import { answerPromotion } from './landing/answer-promotion.ts';
import { offerMerge } from './place-worktree.ts';
import { prepareRevert } from './revert-block.ts';
import { seatOf } from './seat.ts';
import { stopTurns } from './stop-turns.ts';

/** Carries out what people asked for; true when the coordinator is to stop. */
export async function answerRequests(context: Context, facts: Facts): Promise<boolean> {
  const { store, fence } = context;
  let isStopping = false;
  for (const request of await readOpenRequests(store.database, fence.run)) {
    const session = Number(request.data.session);
    if (request.kind === 'stop') isStopping = true;
    if (request.kind === 'take' && !facts.heldByPerson.has(session)) {
      await setHolder(store, session, 'person');
      await stopTurns(context, facts, session);
      const seat = seatOf(context.live.plan, context.stateDir, session);
      const conflicts = await offerMerge(context, facts, seat);
      await recordEvent(store, fence, {
        key: `request:${request.id}`,
        kind: 'session_taken',
        session,
        data: {
          worktree: seat.worktree,
          by: request.data.by,
          ...(conflicts.length === 0 ? {} : { conflicts }),
        },
      });
    }
    if (request.kind === 'pause' || request.kind === 'unpause') await answerPause(context, facts, request);
    if (request.kind === 'promote' && !(await answerPromotion(context, facts, request))) continue;
    if (request.kind === 'revert') await prepareRevert(context, request);
    if (request.kind === 'give' && facts.heldByPerson.has(session)) {
      await setHolder(store, session, 'driver');
      facts.heldByPerson.delete(session);
      if (request.data.isDone === true) facts.givenBack.add(session);
      await recordEvent(store, fence, {
        key: `request:${request.id}`,
        kind: 'session_given',
        session,
        data: { by: request.data.by, isDone: request.data.isDone === true },
      });
    }
    const staysOpen =
      request.kind === 'retry' ||
      request.kind === 'adopt' ||
      (request.kind === 'give' && request.data.isDone === true && !isSubmitted(facts, session));
    if (!staysOpen) await answerRequest(store, request.id);
  }
  return isStopping;
}

/** Its work lies in the landing line already: there is nothing more to judge. */
function isSubmitted(facts: Facts, session: number): boolean {
  return facts.attempts.some((attempt) => attempt.session === session && attempt.state === 'submitted');
}
