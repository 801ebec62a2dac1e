import { mergeTrees, treeOf } from '@musterhq/git';
import { type AttemptKey, judgeTurn, readEvents, recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import { returnRevert } from '../revert-block.ts';
import { readAttemptTurns } from './attempt-turns.ts';
import type { LandingDecision, Submission } from './next-landing.ts';
import { newQueueEvent } from './queue-events.ts';
import { queueNotesOf } from './queue-notes.ts';

/** What goes back to a session also goes into the log and the status. */
const mostPathsTold = 20;

/** Out of the line, with the evidence for whoever has to put it right. */
export async function ejectEntry(
  context: Context,
  { submission, cause, onto, commit, number }: LandingDecision & { kind: 'eject' },
): Promise<boolean> {
  const { store, fence } = context;
  const { entry } = submission;
  const feedback =
    cause === 'conflict'
      ? await conflictEvidence(context, submission, onto)
      : await gateEvidence(context, commit!);
  const { of } = submission;
  if (of.kind === 'attempt') await sendBack(context, of, submission.commit, { cause, feedback });
  else await returnRevert(context, of, feedback);
  return recordEvent(
    store,
    fence,
    newQueueEvent({ kind: 'left', entry, cause }, queueNotesOf(submission, number)),
  );
}

/** The paths as they stand against the tip now. */
async function conflictEvidence(context: Context, submission: Submission, onto: string): Promise<string> {
  const merge = await mergeTrees(context.repo, onto, submission.commit);
  if (merge.kind === 'clean') throw new Error(`${submission.entry} merges cleanly onto ${onto}`);
  const { store, fence } = context;
  const { number, ...of } = queueNotesOf(submission, 0);
  await recordEvent(store, fence, {
    key: `landing:${submission.entry}:conflict:${onto}`,
    kind: 'conflict_met',
    ...of,
    data: {
      onto,
      commit: submission.commit,
      paths: merge.paths.map(({ path, reason }) => ({ path, reason })),
    },
  });
  const more = merge.paths.length - mostPathsTold;
  const lines = merge.paths.slice(0, mostPathsTold).map(({ path, reason }) => `${path} (${reason})`);
  // The words of both sides are in the brief of the turn that solves it.
  return `The work conflicts with what is on ${context.integration} by now:\n${lines.join('\n')}${more > 0 ? `\nand ${more} more paths` : ''}`;
}

async function gateEvidence(context: Context, commit: string): Promise<string> {
  const events = await readEvents(context.store.database, context.fence.run, { kind: 'candidate_gated' });
  const judged = events.findLast((event) => event.data.commit === commit);
  return String(judged?.data.feedback ?? '');
}

/** A repeated step finds the turn sent back already, and perhaps a later one under way: that one is left alone. */
async function sendBack(
  context: Context,
  of: AttemptKey,
  commit: string,
  { cause, feedback }: { cause: 'conflict' | 'gates'; feedback: string },
) {
  const { store, fence } = context;
  const turn = (await readAttemptTurns(context, of)).find(
    ({ verdict }) => verdict?.kind === 'submitted' && verdict.commit === commit,
  );
  if (turn === undefined) return;
  const tree = await treeOf(context.repo, commit);
  await judgeTurn(store, fence, of, turn, { kind: 'rework', cause, feedback, tree });
}
