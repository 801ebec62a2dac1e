import { announceWith, findEvent, type Run } from '@musterhq/store';
import { answerOpenComment } from '../comments/answer-open-comment.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';

/** Settles a comment with a few words: it is told to no further turn. Refused with `ask_refused` where it is settled. */
export async function answerComment(
  around: Surroundings,
  { comment, text, by }: { comment: number; text: string; by: string },
): Promise<{ run: Run; event: number; session: number }> {
  const run = await requireRun(around);
  return announceWith(around.store, run.id, async (transaction, append) => {
    const { key, kind, data, session, task } = await answerOpenComment(transaction, run.id, {
      ...{ comment, text, from: by },
    });
    await append({ key, kind, data, session, task });
    const event = await findEvent(transaction, run.id, key);
    return { run, event: event!.id, session };
  });
}
