import { durationWords, Panel } from '@musterhq/page';
import { Link } from '@tanstack/react-router';
import type { TaskView } from '../live/facts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { TimeOf } from '../parts/time-of.tsx';

/** What judged the task, the newest first, each with the end of what it printed. */
export function TaskGates({ gates }: { gates: TaskView['gates'] }) {
  if (gates.length === 0) return null;
  return (
    <Panel title="Gates" note={`${gates.length} ${gates.length === 1 ? 'run' : 'runs'}`}>
      <ul className="rows">
        {gates.toReversed().map(({ event, gate, outcome, counts, exitCode, durationMs, tail }) => (
          <li key={event} className="task-gate">
            <details>
              <summary>
                <StateMark state={outcome} isBare /> <span className="cut">{gate}</span>
                <span className="row-end figure">{durationWords(durationMs)}</span>
              </summary>
              <p className="quiet">
                {outcome}
                {counts === null ? '' : `, ${counts.passed} passed, ${counts.failed} failed`}
                {exitCode === null ? '' : `, exit ${exitCode}`}
              </p>
              {tail === '' ? null : <pre>{tail}</pre>}
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What it stands on and what stands on it, with the phrase of the document that says so. */
export function TaskLinks({ facts: { waitsFor, neededBy } }: { facts: TaskView }) {
  if (waitsFor.length + neededBy.length === 0) return null;
  return (
    <Panel title="Depends">
      <ul className="rows">
        {waitsFor.map(({ task, label, state, phrase, reason }) => (
          <li key={`${task} ${reason}`} title={phrase}>
            <span className="quiet">on</span>
            <Link to="/tasks/$task" params={{ task }}>
              {label}
            </Link>
            <span className="quiet cut">{reason.replaceAll('_', ' ')}</span>
            <span className="row-end">
              <StateMark state={state} />
            </span>
          </li>
        ))}
        {neededBy.map(({ task, label, state }) => (
          <li key={`needed by ${task}`}>
            <span className="quiet">needed by</span>
            <Link to="/tasks/$task" params={{ task }}>
              {label}
            </Link>
            <span className="row-end">
              <StateMark state={state} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function TaskHandoffs({ handoffs }: { handoffs: TaskView['handoffs'] }) {
  const all = [
    ...handoffs.in.map((one) => ({ ...one, way: `from Session ${one.from}` })),
    ...handoffs.out.map((one) => ({ ...one, way: `to Session ${one.to}` })),
  ];
  if (all.length === 0) return null;
  return (
    <Panel title="Handoffs">
      <ul className="rows">
        {all.map(({ id, title, way, state, validation, artifacts, reason }) => (
          <li key={`${id} ${way}`} className="entry">
            <StateMark state={state} isBare />
            <span className="cut" title={title}>
              {title}
            </span>
            <span className="row-end">{state}</span>
            <span className="entry-detail">
              {way}, {artifacts.length} {artifacts.length === 1 ? 'artifact' : 'artifacts'}.{' '}
              {reason ?? validation}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function TaskReports({ reports }: { reports: TaskView['reports'] }) {
  if (reports.length === 0) return null;
  return (
    <Panel title="Reports">
      <ul className="rows">
        {reports.map(({ id, at, from, kind, text }) => (
          <li key={id} className="entry">
            <TimeOf at={at} />
            <span>
              {from} <span className="quiet">{kind}</span>
            </span>
            <span className="entry-detail">{text}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
