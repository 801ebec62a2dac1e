import { commitTree, mergeTrees } from '@musterhq/git';
import { readReverts, recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import { masterAuthor } from '../seat.ts';
import { workOf } from '../work.ts';
import { getLastTurn } from './attempt-turns.ts';
import type { LandingDecision, Submission } from './next-landing.ts';
import { newQueueEvent } from './queue-events.ts';
import { queueNotesOf } from './queue-notes.ts';

/** The commit that would take the work in, made beside every work tree and not yet on any branch. */
export async function makeCandidate(
  context: Context,
  { submission, onto, number }: LandingDecision & { kind: 'merge' },
): Promise<boolean> {
  const { repo, store, fence } = context;
  const { entry } = submission;
  const merge = await mergeTrees(repo, onto, submission.commit);
  if (merge.kind === 'conflict') {
    const paths = merge.paths.map(({ path, reason }) => ({ path, reason }));
    const notes = { ...queueNotesOf(submission, number), more: { paths } };
    return recordEvent(store, fence, newQueueEvent({ kind: 'conflicted', entry, onto }, notes));
  }
  const commit = await commitTree(repo, {
    tree: merge.tree,
    parents: [onto, submission.commit],
    author: masterAuthor(context.live.plan),
    message: messageOf(context, submission),
    // A time of the store, not of now: a repeated step makes the very same commit.
    date: (await timeOf(context, submission)).toISOString(),
  });
  const notes = queueNotesOf(submission, number);
  return recordEvent(store, fence, newQueueEvent({ kind: 'merged', entry, onto, commit }, notes));
}

function messageOf(context: Context, { of }: Submission): string {
  if (of.kind === 'revert') return `Take back ${of.block}`;
  const work = workOf(context.live.plan, []).find((item) => item.id === of.task);
  return `Integrate ${work?.label ?? of.task} of session ${of.session}\n\n${work?.deliverable ?? ''}`.trim();
}

async function timeOf(context: Context, { of, commit }: Submission): Promise<Date> {
  if (of.kind === 'attempt') return (await getLastTurn(context, of)).endedAt!;
  const reverts = await readReverts(context.store.database, context.fence.run);
  const revert = reverts.find((row) => row.block === of.block && row.number === of.number);
  if (revert?.commit !== commit) throw new Error(`The revert of ${of.block} is not ${commit}`);
  return revert.at;
}
