import type { TurnOutcome } from '@musterhq/agents';
import { layTree } from '@musterhq/git';
import { recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';
import { seatOf } from '../seat.ts';
import { turnId } from '../turn-id.ts';
import type { ReuseDecision } from './find-reusable.ts';

/**
 * Lays the stored changes into the session's worktree, to be committed and judged like the work of any turn, and tells the
 * others again what was told then. May be repeated.
 */
export async function replayResult(
  context: Context,
  order: TurnWork,
  hit: ReuseDecision & { kind: 'hit' },
): Promise<TurnOutcome> {
  const { repo, store, fence, live, stateDir } = context;
  const { worktree } = seatOf(live.plan, stateDir, order.session);
  const laid = await layTree(repo, { path: worktree, tree: hit.tree });
  if (laid.kind === 'in_the_way') {
    const tail = `A stored result could not be laid into the worktree: ${laid.words}`;
    return { kind: 'failed', reason: 'driver_error', tail };
  }
  const { message, artifacts, told } = hit.work;
  for (const [index, { kind, data }] of told.entries()) {
    const key = `turn:${turnId(context, order)}:replay:${index + 1}`;
    await recordEvent(store, fence, { key, kind, session: order.session, task: order.task, data });
  }
  const summary = `Replayed from ${hit.result.slice(0, 10)}: ${hit.reason}.`;
  return { kind: 'finished', message, artifacts, summary };
}
