import {
  commitOf,
  ensureWorktree,
  findMergeUnderWay,
  type LaidMerge,
  layMerge,
  mergeBase,
  mergeTrees,
  readStatus,
  resetWorktree,
  syncWorktree,
} from '@musterhq/git';
import { recordEvent } from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import type { Facts } from './facts.ts';
import { isTurnOrdered } from './is-turn-ordered.ts';
import { handedIn, wayOf } from './read-conflict.ts';
import { tokenOf } from './require-proof.ts';
import type { Seat } from './seat.ts';
import { turnId } from './turn-id.ts';
import { sentBackOf } from './work-state.ts';

/** The session's worktree on its branch, made from the integration branch when it is not there yet. */
async function openWorktree(context: Context, seat: Seat): Promise<{ head: string; integration: string }> {
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
  const isOrdered = await isTurnOrdered(context, turnId(context, order));
  const isConflict = order.cause === 'conflict';
  if (order.by === 'driver' && !isOrdered && (isConflict || order.of === 'replay')) {
    if (wayOf(context, order) === 'afresh') {
      const submitted = (await handedIn(context, order)) ?? head;
      await startAfresh(context, order, seat, { head: submitted, integration });
      return integration;
    }
    if (isConflict) {
      const laid = await takeIn(context, seat, integration, saveRefOf(order, seat));
      if (laid.saved !== undefined) await noteSaved(context, order, seat, { head, saved: laid.saved });
    }
  }
  // What a person left, and what an earlier turn of this attempt committed, is where the work goes on.
  if (order.by === 'person' || order.turn > 1 || isOrdered) return baseOf(context, seat, integration);
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

/** The newest landed commit that the session's work has in it, or takes in by a merge under way. */
async function baseOf(context: Context, seat: Seat, integration: string): Promise<string> {
  const under = await findMergeUnderWay(seat.worktree);
  const work = under ?? (await commitOf(context.repo, `refs/heads/${seat.branch}`));
  return (await mergeBase(context.repo, integration, work)) ?? integration;
}

/** Puts the worktree into a merge of what has landed, for whoever works there to solve. */
function takeIn(context: Context, seat: Seat, integration: string, saveRef: string): Promise<LaidMerge> {
  return layMerge(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    theirs: integration,
    saveRef,
    message: `Take in ${context.integration}`,
    author: seat.author,
  });
}

/** A person who takes a session whose work conflicts finds the merge like the driver would; answers the paths that conflict. */
export async function offerMerge(context: Context, facts: Facts, seat: Seat): Promise<string[]> {
  const { head, integration } = await openWorktree(context, seat);
  if (await isWaitingForMerge(context, facts, seat, head)) {
    await takeIn(context, seat, integration, `session-${seat.session}/taken`);
  }
  const theirs = await findMergeUnderWay(seat.worktree);
  if (theirs === undefined) return [];
  const merge = await mergeTrees(context.repo, head, theirs);
  return merge.kind === 'clean' ? [] : merge.paths.map(({ path }) => path);
}

/** Where anything stands but the very commit that was sent back, it is somebody's work under way: nothing moves there. */
async function isWaitingForMerge(
  { repo }: Context,
  facts: Facts,
  seat: Seat,
  head: string,
): Promise<boolean> {
  const attempt = facts.attempts.findLast(
    ({ session, state }) => session === seat.session && (state === 'working' || state === 'blocked'),
  );
  if (attempt?.head !== head) return false;
  if (sentBackOf(facts.turns, attempt.task, attempt.number)?.cause !== 'conflict') return false;
  return (await readStatus(repo, seat.worktree)).dirty.length === 0;
}

/** What an earlier attempt or a person left and nobody integrated is kept under a private ref, and the event names it. */
async function startAfresh(
  context: Context,
  order: TurnWork,
  seat: Seat,
  at: { head: string; integration: string },
): Promise<void> {
  const saveRef = saveRefOf(order, seat);
  const { saved } = await resetWorktree(context.repo, {
    path: seat.worktree,
    branch: seat.branch,
    to: at.integration,
    saveRef,
  });
  await noteSaved(context, order, seat, { head: at.head, saved });
}

const saveRefOf = (order: TurnWork, seat: Seat): string =>
  `session-${seat.session}/${order.task}-${order.attempt}`;

async function noteSaved(
  context: Context,
  order: TurnWork,
  seat: Seat,
  { head, saved }: { head: string; saved: string | undefined },
): Promise<void> {
  await recordEvent(context.store, context.fence, {
    key: `turn:${turnId(context, order)}:saved`,
    kind: 'worktree_saved',
    session: seat.session,
    task: order.task,
    data: {
      head,
      ...(saved === undefined ? {} : { saved, ref: `refs/muster/saved/${saveRefOf(order, seat)}` }),
    },
  });
}
