import { answerRequest, readOpenRequests, recordEvent, setHolder } from '@musterhq/store';
import { answerPause } from './answer-pause.ts';
import type { Context } from './context.ts';
import type { Facts } from './facts.ts';
import { answerPromotion } from './landing/answer-promotion.ts';
import { offerMerge } from './place-worktree.ts';
import { prepareRevert } from './revert-block.ts';
import { seatOf } from './seat.ts';
import { stopTurns } from './stop-turns.ts';

/** Carries out what people asked for. Answers who asked the coordinator to stop, and why; undefined when nobody did. */
export async function answerRequests(
  context: Context,
  facts: Facts,
): Promise<{ by: unknown; why: unknown } | undefined> {
  const { store, fence } = context;
  let stop: { by: unknown; why: unknown } | undefined;
  for (const request of await readOpenRequests(store.database, fence.run)) {
    const session = Number(request.data.session);
    const { by, why } = request.data;
    if (request.kind === 'stop') stop = { by, why };
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
          by,
          why,
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
        data: { by, why, isDone: request.data.isDone === true },
      });
    }
    const staysOpen =
      request.kind === 'retry' ||
      request.kind === 'adopt' ||
      (request.kind === 'give' && request.data.isDone === true && !isSubmitted(facts, session));
    if (!staysOpen) await answerRequest(store, request.id);
  }
  return stop;
}

/** Its work lies in the landing line already: there is nothing more to judge. */
function isSubmitted(facts: Facts, session: number): boolean {
  return facts.attempts.some((attempt) => attempt.session === session && attempt.state === 'submitted');
}
