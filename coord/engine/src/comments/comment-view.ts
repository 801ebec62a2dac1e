import type { Comment, Turn } from '@musterhq/store';
import { z } from 'zod';
import { commentState } from './comment-state.ts';

const instant = z.iso.datetime();

/** A comment with what has become of it; see `comment-state.ts`. */
export const commentViewSchema = z.object({
  id: z.int(),
  at: instant,
  by: z.string(),
  session: z.int(),
  task: z.string(),
  commit: z.string(),
  path: z.string(),
  side: z.enum(['old', 'new']),
  fromLine: z.int(),
  toLine: z.int(),
  quote: z.string(),
  text: z.string(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('waiting') }),
    z.object({ kind: z.literal('told'), turn: z.string() }),
    z.object({ kind: z.literal('followed'), turn: z.string(), commit: z.string() }),
    z.object({ kind: z.literal('answered'), from: z.string(), text: z.string(), at: instant }),
  ]),
});
export type CommentView = z.infer<typeof commentViewSchema>;

export function viewComment(comment: Comment, turns: readonly Turn[]): CommentView {
  const { told, answer, at, ...rest } = comment;
  const state = commentState(comment, turns);
  return {
    ...rest,
    at: at.toISOString(),
    state: state.kind === 'answered' ? { ...state, at: state.at.toISOString() } : state,
  };
}
