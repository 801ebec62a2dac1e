import { commitOf, mergeBase, pathsBetween } from '@musterhq/git';
import { recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import { readsOf } from '../gates/reads-of.ts';
import { ejectEntry } from './eject-entry.ts';
import { gatesFor } from './gates-for.ts';
import { makeCandidate } from './make-candidate.ts';
import type { LandingDecision } from './next-landing.ts';
import { newQueueEvent } from './queue-events.ts';
import { queueNotesOf } from './queue-notes.ts';

/**
 * Carries out what the queue asks for and is done at once. True when it wrote something down, so that the next look decides
 * anew; each may be repeated.
 */
export async function settleLanding(
  context: Context,
  decision: Exclude<LandingDecision, { kind: 'gate' | 'land' }>,
): Promise<boolean> {
  const { store, fence, repo } = context;
  switch (decision.kind) {
    case 'note_target': {
      // Between reading the log and the branch a landing may have been written down: then there is nothing to note.
      if ((await tipOf(context)) !== decision.tip) return true;
      const event = newQueueEvent({ kind: 'target_moved', tip: decision.tip }, { number: decision.number });
      return recordEvent(store, fence, event);
    }
    case 'enter': {
      const { submission, number } = decision;
      const tip = await tipOf(context);
      const base = (await mergeBase(repo, tip, submission.commit)) ?? tip;
      const paths = await pathsBetween(repo, base, submission.commit);
      const reads = readsOf(context.bindings, gatesFor(context, submission));
      const { entry } = submission;
      const event = newQueueEvent({ kind: 'entered', entry, paths, reads }, queueNotesOf(submission, number));
      return recordEvent(store, fence, event);
    }
    case 'withdraw': {
      const { entry, of, cause, number } = decision;
      const notes = of === undefined ? { number } : queueNotesOf({ of }, number);
      return recordEvent(store, fence, newQueueEvent({ kind: 'left', entry, cause }, notes));
    }
    case 'promote': {
      const { submission, number } = decision;
      const { entry } = submission;
      return recordEvent(
        store,
        fence,
        newQueueEvent({ kind: 'promoted', entry }, queueNotesOf(submission, number)),
      );
    }
    case 'merge':
      return makeCandidate(context, decision);
    case 'eject':
      return ejectEntry(context, decision);
  }
}

const tipOf = (context: Context): Promise<string> =>
  commitOf(context.repo, `refs/heads/${context.integration}`);
