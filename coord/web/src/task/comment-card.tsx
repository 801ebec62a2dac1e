import { ActButton } from '../actions/act-button.tsx';
import { assignText, settleComment } from '../actions/action.ts';
import type { TaskView } from '../live/facts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { linesWords } from './lines-words.ts';

export type Comment = TaskView['comments'][number];

/** What was said of some lines, by whom, and what has become of it. */
export function CommentCard({ comment }: { comment: Comment }) {
  const { id, by, at, session, path, quote, text, state } = comment;
  const again = `${text}\n\nAbout ${path}, ${linesWords(comment)}:\n${quote}`;
  return (
    <article className="comment-card" aria-label={`Comment ${id}`}>
      <header>
        <strong>{by}</strong> <span className="quiet">{linesWords(comment)}</span> <TimeOf at={at} />
        <span className="row-end">
          <StateMark
            state={state.kind === 'answered' ? 'accepted' : markOf[state.kind]}
            word={wordsOf(comment)}
          />
        </span>
      </header>
      <p className="comment-text">{text}</p>
      {state.kind === 'answered' ? (
        <p className="comment-text quiet">
          {state.from}: {state.text}
        </p>
      ) : (
        <div className="decision-actions">
          <ActButton action={settleComment(id)} />
          {state.kind === 'waiting' ? <ActButton action={assignText(session, again)} /> : null}
        </div>
      )}
    </article>
  );
}

const markOf = { waiting: 'waiting', told: 'taken', followed: 'offered' } as const;

export function wordsOf({ state }: Comment): string {
  switch (state.kind) {
    case 'waiting':
      return 'waits for the next turn';
    case 'told':
      return 'told';
    case 'followed':
      return `told, then ${state.commit.slice(0, 10)}`;
    case 'answered':
      return 'settled';
  }
}
