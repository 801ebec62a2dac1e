import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../live/facts.ts';
import { Panel } from '../parts/panel.tsx';
import { StateMark } from '../parts/state-mark.tsx';

type Decision = { key: string; state: string; word: string; title: ReactNode; detail: string };

/** What cannot go on without a person, the most urgent first; nothing at all when nothing waits. */
export function Decisions({ status }: { status: Status }) {
  const decisions = [...questions(status), ...blocked(status), ...wishes(status), ...unbound(status)];
  if (decisions.length === 0) return null;
  return (
    <Panel title="Decisions waiting" note={String(decisions.length)} className="decisions">
      <ul className="rows">
        {decisions.map(({ key, state, word, title, detail }) => (
          <li key={key} className="decision">
            <StateMark state={state} word={word} />
            <div className="decision-text">
              <strong>{title}</strong>
              <p>{detail}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function questions({ toDecide }: Status): Decision[] {
  return toDecide.waiting.map(({ gate, question }) => ({
    key: `gate ${gate}`,
    state: 'held',
    word: 'gate',
    title: gate,
    detail: question,
  }));
}

function blocked({ tasks }: Status): Decision[] {
  return tasks.flatMap(({ id, label, session, state }): Decision[] =>
    state.kind !== 'blocked'
      ? []
      : [
          {
            key: `task ${id}`,
            state: 'blocked',
            word: 'blocked',
            title: (
              <Link to="/tasks/$task" params={{ task: id }}>
                {label}, Session {session}
              </Link>
            ),
            detail: firstLine(state.reason),
          },
        ],
  );
}

function wishes({ grantRequests }: Status): Decision[] {
  return grantRequests.map((line) => ({
    key: `wish ${line}`,
    state: 'held',
    word: 'wish',
    title: 'Write access asked',
    detail: line,
  }));
}

function unbound({ toDecide }: Status): Decision[] {
  const lines = toDecide.unbound
    .filter(({ kind }) => kind !== 'milestone')
    .map(({ kind, id, text, remedy }) => ({
      key: `unbound ${kind} ${id}`,
      state: 'unbound',
      word: 'unbound',
      title: text,
      detail: remedy,
    }));
  const { error } = toDecide;
  return error === null
    ? lines
    : [
        ...lines,
        {
          key: 'error',
          state: 'error',
          word: 'not known',
          title: 'gates.yaml cannot be read',
          detail: error,
        },
      ];
}
