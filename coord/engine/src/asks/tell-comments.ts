import { type Append, commentKeys, type Transaction } from '@musterhq/store';
import { answerOpenComment } from '../comments/answer-open-comment.ts';
import { commentLine } from '../comments/comment-words.ts';
import { readComments } from '../comments/read-comments.ts';
import type { Asker, AskRoom } from './ask-room.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';

/** What the session made of a comment on its work. No session speaks for another one. */
export async function settleComment(
  { run }: AskRoom,
  { session }: Asker,
  { comment, text }: { comment: number; text: string },
  transaction: Transaction,
  append: Append,
): Promise<void> {
  const settled = await answerOpenComment(transaction, run, { comment, text, from: `Session ${session}` });
  if (settled.session !== session)
    throw refusalOfAsk(`Comment ${comment} is on the work of Session ${settled.session}; leave it to that.`);
  await append(settled);
}

/** What people said of the session's work since its turn began, told once; undefined where there is nothing, or no turn. */
export async function tellComments(
  { run }: AskRoom,
  { session, task, turn }: Asker,
  transaction: Transaction,
  append: Append,
): Promise<string | undefined> {
  if (turn === undefined) return undefined;
  const fresh = (await readComments(transaction, run)).filter(
    (comment) => comment.session === session && comment.answer === null && comment.told.length === 0,
  );
  for (const { id } of fresh)
    await append({
      key: commentKeys.told(id, turn),
      kind: 'comment_told',
      session,
      ...(task === undefined ? {} : { task }),
      data: { comment: id, turn, by: 'tool' },
    });
  return fresh.length === 0 ? undefined : fresh.map(commentLine).join('\n');
}
