import { blockAttempt } from '@musterhq/store';
import type { Context } from '../context.ts';
import { returnRevert } from '../revert-block.ts';
import type { Submission } from './next-landing.ts';

/** What went wrong is no verdict on the work: it waits, with the reason, until somebody asks for it again. */
export async function giveUpEntry(context: Context, submission: Submission, reason: string): Promise<void> {
  const { of } = submission;
  if (of.kind === 'attempt') await blockAttempt(context.store, context.fence, of, reason, {});
  else await returnRevert(context, of, reason);
}
