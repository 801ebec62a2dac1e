import type { Comment } from '@musterhq/store';

/** `src/a.ts, line 3`, with the side where it is not the newer one. */
export function placeWords({ path, side, fromLine, toLine }: Omit<CommentPlace, 'commit'>): string {
  const lines = fromLine === toLine ? `line ${fromLine}` : `lines ${fromLine} to ${toLine}`;
  return `${path}, ${lines}${side === 'old' ? ' of what it was' : ''}`;
}
type CommentPlace = Pick<Comment, 'path' | 'side' | 'fromLine' | 'toLine' | 'commit'>;

/** Of a longer quote the reader has the commit. */
const mostQuoted = 6;

/** One comment as a session is told of it, with the lines that it is about. */
export function commentLine(comment: Comment): string {
  const { id, by, commit, quote, text } = comment;
  const lines = quote.split('\n');
  const quoted = [
    ...lines.slice(0, mostQuoted).map((line) => `  > ${line}`),
    ...(lines.length > mostQuoted ? [`  > (${lines.length - mostQuoted} more lines)`] : []),
  ];
  const head = `- comment ${id} by ${by} on ${placeWords(comment)} (commit ${commit.slice(0, 10)}): `;
  return [`${head}${text.trim().replaceAll('\n', '\n  ')}`, ...quoted].join('\n');
}

/** Whether a text that may have been cut still has the comment. */
export const hasComment = (text: string, { id }: Comment): boolean => text.includes(`- comment ${id} by `);
