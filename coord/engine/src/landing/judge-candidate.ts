import { proveLanding } from '@musterhq/git';
import { recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import { evidenceOf, isPass } from '../gates/gate-verdict.ts';
import { runGates } from '../gates/run-gates.ts';
import { gatesFor } from './gates-for.ts';
import type { Submission } from './next-landing.ts';
import { newQueueEvent } from './queue-events.ts';
import { queueNotesOf } from './queue-notes.ts';

/**
 * Judges a candidate: its gates on the combined tree, and the proof that all of the work is in it. The verdict is written down;
 * a run that was canceled writes nothing.
 */
export async function judgeCandidate(
  context: Context,
  { submission, commit }: { submission: Submission; commit: string },
  signal: AbortSignal,
): Promise<void> {
  const { of, entry } = submission;
  // Beside the gates, which take longer: nobody waits for the proof.
  const [ran, proved] = await Promise.allSettled([
    runGates(context, {
      commit,
      gates: gatesFor(context, submission),
      subject: {
        subject: `landing:${entry}`,
        ...(of.kind === 'attempt' ? { session: of.session, task: of.task } : {}),
      },
      signal,
      onFirstRed: 'stop',
    }),
    proveLanding(context.repo, { commit }),
  ]);
  if (ran.status === 'rejected') throw ran.reason;
  if (ran.value.kind === 'canceled') return;
  const red = ran.value.verdicts.find((verdict) => !isPass(verdict));
  if (red === undefined && proved.status === 'rejected') throw proved.reason;
  const proof = red === undefined && proved.status === 'fulfilled' ? proved.value : undefined;
  const more =
    red !== undefined
      ? { gate: red.gate, outcome: red.outcome, feedback: evidenceOf(red) }
      : proof?.kind === 'missing'
        ? {
            proof,
            feedback: `The merge onto ${context.integration} has lost a part of the work in ${proof.path}:\n${proof.hunk}`,
          }
        : { proof };
  const passed = red === undefined && proof?.kind !== 'missing';
  const notes = { ...queueNotesOf(submission, 0), more };
  await recordEvent(
    context.store,
    context.fence,
    newQueueEvent({ kind: 'gated', entry, commit, passed }, notes),
  );
}
