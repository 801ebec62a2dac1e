import type { Event } from './runs.ts';

/** What a person says of lines that a commit changed. The id is the number of its event: whoever answers names it. */
export type Comment = {
  id: number;
  at: Date;
  by: string;
  /** Whose work it is about. */
  session: number;
  task: string;
  commit: string;
  path: string;
  /** Lines of the file before the commit, or after it. */
  side: 'old' | 'new';
  fromLine: number;
  toLine: number;
  /** Those lines as they were when it was written. */
  quote: string;
  text: string;
  /** The turns that were told of it, oldest first. */
  told: { turn: string; at: Date }[];
  /** The one answer, of the session or of a person; null while it is open. */
  answer: { id: number; at: Date; from: string; text: string } | null;
};

export const commentEventKinds = ['comment_made', 'comment_told', 'comment_answered'] as const;

/** Keys that let a comment be told once to each turn, and answered once. */
export const commentKeys = {
  told: (comment: number, turn: string) => `comment:${comment}:told:${turn}`,
  answered: (comment: number) => `comment:${comment}:answered`,
};

/** The comments of a run from its events of those kinds, in the order of the log. */
export function commentsOf(events: readonly Event[]): Comment[] {
  const comments = new Map<number, Comment>();
  for (const { id, at, kind, session, task, data } of events) {
    const about = comments.get(Number(data.comment));
    if (kind === 'comment_made')
      comments.set(id, {
        ...{ id, at, session: session!, task: task!, told: [], answer: null },
        by: String(data.by),
        commit: String(data.commit),
        path: String(data.path),
        side: data.side === 'old' ? 'old' : 'new',
        fromLine: Number(data.fromLine),
        toLine: Number(data.toLine),
        quote: String(data.quote),
        text: String(data.text),
      });
    else if (kind === 'comment_told') about?.told.push({ turn: String(data.turn), at });
    else if (kind === 'comment_answered' && about !== undefined)
      about.answer = { id, at, from: String(data.from), text: String(data.text) };
  }
  return [...comments.values()];
}
