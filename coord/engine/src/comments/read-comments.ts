import { type Comment, commentEventKinds, commentsOf, type Reader, readEvents } from '@musterhq/store';

/** All comments of a run, in the order of the log. */
export async function readComments(reader: Reader, run: string): Promise<Comment[]> {
  return commentsOf(await readEvents(reader, run, { kinds: commentEventKinds }));
}
