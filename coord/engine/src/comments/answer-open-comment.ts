import { commentKeys, type NewEvent, type Transaction } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import { readComments } from './read-comments.ts';

type Answer = { comment: number; text: string; from: string };

/** The event that settles an open comment; refused where there is none of that number, or somebody answered before. */
export async function answerOpenComment(
  transaction: Transaction,
  run: string,
  { comment, text, from }: Answer,
): Promise<Required<NewEvent>> {
  const comments = await readComments(transaction, run);
  const found = comments.find(({ id }) => id === comment);
  if (found === undefined) {
    const open = comments.filter(({ answer }) => answer === null).map(({ id }) => id);
    throw refusalOfAsk(
      `There is no comment ${comment}. ${open.length === 0 ? 'None is open.' : `Open: ${open.join(', ')}.`}`,
    );
  }
  if (found.answer !== null)
    throw refusalOfAsk(`Comment ${comment} was settled by ${found.answer.from}: ${found.answer.text}`);
  const { session, task } = found;
  const data = { comment, from, text };
  return { key: commentKeys.answered(comment), kind: 'comment_answered', session, task, data };
}
