import { type Action, Panel } from '@musterhq/page';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ActButton } from '../actions/act-button.tsx';
import { answer, approve, grantWish, refuse, refuseWish, retry } from '../actions/action.ts';
import type { Status } from '../live/facts.ts';
import { useStatus } from '../live/use-part.ts';
import { StateMark } from '../parts/state-mark.tsx';

type Waiting = Pick<Status, 'toDecide' | 'questions' | 'tasks' | 'grantRequests'>;

type Decision = {
  key: string;
  state: string;
  word: string;
  title: ReactNode;
  detail: string;
  actions: readonly Action[];
};

/** What cannot go on without a person, the most urgent first; nothing at all when nothing waits. */
export function Decisions() {
  const status = useStatus(
    ({ toDecide, questions, tasks, grantRequests }): Waiting => ({
      ...{ toDecide, questions, tasks, grantRequests },
    }),
  );
  if (status === undefined) return null;
  const decisions = [
    ...gates(status),
    ...questions(status),
    ...blocked(status),
    ...wishes(status),
    ...unbound(status),
  ];
  if (decisions.length === 0) return null;
  return (
    <Panel title="Decisions waiting" note={String(decisions.length)} className="decisions">
      <ul className="rows">
        {decisions.map(({ key, state, word, title, detail, actions }) => (
          <li key={key} className="decision">
            <StateMark state={state} word={word} />
            <div className="decision-text">
              <strong>{title}</strong>
              <p>{detail}</p>
            </div>
            <div className="decision-actions">
              {actions.map((action) => (
                <ActButton key={action.path} action={action} />
              ))}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The first line; where that only announces an output, the end of it too. */
function reasonWords(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n');
  return first.endsWith(':') && rest.length > 0 ? `${first} ${rest.at(-1)}` : first;
}

function gates({ toDecide }: Waiting): Decision[] {
  return toDecide.waiting.map(({ gate, question }) => ({
    key: `gate ${gate}`,
    state: 'held',
    word: 'gate',
    title: gate,
    detail: question,
    actions: [approve(gate, question), refuse(gate, question)],
  }));
}

function questions(status: Waiting): Decision[] {
  return status.questions.map(({ question, session, text }) => ({
    key: `question ${question}`,
    state: 'held',
    word: 'question',
    title: `Session ${session} asks`,
    detail: text,
    actions: [answer(String(question), `Session ${session}`)],
  }));
}

function blocked({ tasks }: Waiting): Decision[] {
  return tasks.flatMap(({ id, label, session, state }): Decision[] => {
    if (state.kind !== 'blocked') return [];
    const title = (
      <Link key={id} to="/tasks/$task" params={{ task: id }}>
        {label}, Session {session}
      </Link>
    );
    const actions = [retry(id, label), answer(label, `Session ${session} about ${label}`)];
    const detail = reasonWords(state.reason);
    return [{ key: `task ${id}`, state: 'blocked', word: 'blocked', title, detail, actions }];
  });
}

function wishes({ grantRequests }: Waiting): Decision[] {
  return grantRequests.map((wish) => ({
    key: `wish ${wish.request}`,
    state: 'held',
    word: 'wish',
    title: `Session ${wish.session} asks to write ${wish.path}`,
    detail: `For ${wish.minutes} minutes, of Session ${wish.owner}: ${wish.reason}`,
    actions: [grantWish(wish), refuseWish(wish)],
  }));
}

function unbound({ toDecide: { unbound: gates, error } }: Waiting): Decision[] {
  const lines = gates
    .filter(({ kind }) => kind !== 'milestone')
    .map(({ kind, id, text, remedy }) => ({
      key: `unbound ${kind} ${id}`,
      state: 'unbound',
      word: 'unbound',
      title: text,
      detail: remedy,
      actions: [],
    }));
  if (error === null) return lines;
  const title = 'gates.yaml cannot be read';
  return [...lines, { key: 'error', state: 'error', word: 'not known', title, detail: error, actions: [] }];
}
