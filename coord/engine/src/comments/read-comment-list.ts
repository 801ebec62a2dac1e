import { readTurns } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { type CommentView, viewComment } from './comment-view.ts';
import { readComments } from './read-comments.ts';

/** What people said of the commits of a run, and what became of it. */
export async function readCommentList(
  around: Surroundings,
  id?: string,
): Promise<{ run: string; comments: CommentView[] }> {
  const { database } = around.store;
  const run = await requireRun(around, id);
  const [comments, turns] = [await readComments(database, run.id), await readTurns(database, run.id)];
  return { run: run.id, comments: comments.map((comment) => viewComment(comment, turns)) };
}
