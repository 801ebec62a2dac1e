import { commitOf, ensureWorktree, mergeBase, resetWorktree, syncWorktree } from '@musterhq/git';
import { recordEvent } from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { isTurnOrdered } from './is-turn-ordered.ts';
import { tokenOf } from './require-proof.ts';
import type { Seat } from './seat.ts';
import { turnId } from './turn-id.ts';

/** The session's worktree on its branch, made from the integration branch when it is not there yet. */
export async function openWorktree(
  context: Context,
  seat: Seat,
): Promise<{ head: string; integration: string }> {
  const integration = await commitOf(context.repo, `refs/heads/${context.integration}`);
  const { head } = await ensureWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    startPoint: integration,
    token: tokenOf(context, seat.session),
  });
  return { head, integration };
}

/** Brings the session's worktree to where the turn's work starts; answers the commit that the work is judged against. */
export async function placeWorktree(context: Context, order: TurnWork, seat: Seat): Promise<string> {
  const { repo } = context;
  const { head, integration } = await openWorktree(context, seat);
  // What a person left, and what an earlier turn of this attempt committed, is where the work goes on.
  if (order.by === 'person' || order.turn > 1)
    return (await mergeBase(repo, integration, head)) ?? integration;
  if (await isTurnOrdered(context, turnId(context, order)))
    return (await mergeBase(repo, integration, head)) ?? integration;
  const synced = await syncWorktree(repo, {
    path: seat.worktree,
    branch: seat.branch,
    to: integration,
    isForwardOnly: true,
  });
  if (synced.kind !== 'already' && synced.kind !== 'moved')
    await startAfresh(context, order, seat, { head, integration });
  return integration;
}

/** What an earlier attempt or a person left and nobody integrated is kept under a private ref, and the event names it. */
async function startAfresh(
  context: Context,
  order: TurnWork,
  seat: Seat,
  at: { head: string; integration: string },
): Promise<void> {
  const saveRef = `session-${seat.session}/${order.task}-${order.attempt}`;
  const reset = await resetWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    to: at.integration,
    saveRef,
  });
  await recordEvent(context.store, context.fence, {
    key: `attempt:${order.task}#${order.attempt}:saved`,
    kind: 'worktree_saved',
    session: seat.session,
    task: order.task,
    data: {
      head: at.head,
      ...(reset.saved === undefined ? {} : { saved: reset.saved, ref: `refs/muster/saved/${saveRef}` }),
    },
  });
}
