import { Panel } from '@musterhq/page';
import { StateMark } from '../parts/state-mark.tsx';
import { type Comment, wordsOf } from './comment-card.tsx';
import { linesWords } from './lines-words.ts';

/** What people said of the task's commits; each opens the commit that it is about. */
export function TaskComments(props: { comments: readonly Comment[]; open: (commit: string) => void }) {
  const { comments, open } = props;
  if (comments.length === 0) return null;
  const left = comments.filter(({ state }) => state.kind !== 'answered').length;
  return (
    <Panel title="Comments" note={left === 0 ? 'all settled' : `${left} open`}>
      <ul className="rows">
        {comments.map((comment) => (
          <li key={comment.id} className="entry">
            <StateMark
              state={comment.state.kind === 'answered' ? 'accepted' : 'waiting'}
              word={wordsOf(comment)}
              isBare
            />
            <button type="button" className="row-button cut" onClick={() => open(comment.commit)}>
              {comment.path}, {linesWords(comment)}
            </button>
            <span className="row-end quiet">{comment.by}</span>
            <span className="entry-detail">{comment.text}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
