import type { Comment, Turn } from '@musterhq/store';

/**
 * What has become of a comment. `followed`: a turn that was told of it went on to commit; whether that heeds it is for whoever
 * reads the commit to say.
 */
export type CommentState =
  | { kind: 'waiting' }
  | { kind: 'told'; turn: string }
  | { kind: 'followed'; turn: string; commit: string }
  | { kind: 'answered'; from: string; text: string; at: Date };

type Known = Pick<Turn, 'id' | 'verdict'>;

export function commentState({ told, answer }: Comment, turns: readonly Known[]): CommentState {
  if (answer !== null) return { kind: 'answered', from: answer.from, text: answer.text, at: answer.at };
  for (const { turn } of told.toReversed()) {
    const verdict = turns.find(({ id }) => id === turn)?.verdict;
    if (verdict?.kind === 'submitted') return { kind: 'followed', turn, commit: verdict.commit };
  }
  const last = told.at(-1);
  return last === undefined ? { kind: 'waiting' } : { kind: 'told', turn: last.turn };
}

/**
 * What a turn has to be told: what is open of its own task, and what is open of the session's other tasks and was told to no other
 * turn. A brief that is written a second time for the same turn tells the same.
 */
export function commentsToTell(
  comments: readonly Comment[],
  turns: readonly Known[],
  { session, task, turn }: { session: number; task: string; turn: string },
): Comment[] {
  return comments.filter((comment) => {
    if (comment.session !== session) return false;
    const { kind } = commentState(comment, turns);
    if (kind === 'answered' || kind === 'followed') return false;
    return comment.task === task || comment.told.every((one) => one.turn === turn);
  });
}
