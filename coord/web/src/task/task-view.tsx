import '../style/task.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { queryFailure, ViewFrame } from '../app/view-frame.tsx';
import type { Events, Status, Task, Timeline } from '../live/facts.ts';
import { statusQuery, timelineQuery } from '../live/queries.ts';
import { request } from '../live/request.ts';
import { Panel } from '../parts/panel.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { durationWords } from '../words/duration-words.ts';

const route = getRouteApi('/tasks/$task');

/** One task from its brief to its landing. */
export function TaskView() {
  const { task: id } = route.useParams();
  const status = useQuery(statusQuery);
  const timeline = useQuery(timelineQuery);
  const events = useQuery({
    queryKey: ['task', id, 'events'],
    queryFn: () => request<Events>(`/api/events?limit=200&task=${encodeURIComponent(id)}`),
  });
  const task = status.data?.tasks.find((one) => one.id === id);
  if (status.data === undefined || timeline.data === undefined)
    return <ViewFrame title="Task" failure={queryFailure(status, timeline)} />;
  if (task === undefined)
    return <ViewFrame title="Task" failure={new Error(`The plan has no task ${id}.`)} />;
  return (
    <ViewFrame title={task.label}>
      <TaskHead task={task} status={status.data} />
      <div className="task-grid">
        <Turns task={task} timeline={timeline.data} />
        <Panel
          title="What happened"
          note={events.data === undefined ? undefined : `${events.data.total} events`}
        >
          <ol className="rows events">
            {(events.data?.events ?? []).map(({ id: event, at, line }) => (
              <li key={event} className="event-row">
                <TimeOf at={at} />
                <span>{line}</span>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
    </ViewFrame>
  );
}

function TaskHead({ task, status }: { task: Task; status: Status }) {
  const session = status.sessions.find((one) => one.session === task.session);
  return (
    <header className="task-head">
      <h2>
        <span className="quiet">{task.label}</span> {task.deliverable ?? ''}
      </h2>
      <p className="task-facts">
        <StateMark state={task.state.kind} />
        <span>
          Session {task.session}, {session?.name}
        </span>
        <span className="figure">
          {task.attempts} {task.attempts === 1 ? 'attempt' : 'attempts'}
        </span>
      </p>
      <StateDetail task={task} status={status} />
    </header>
  );
}

function StateDetail({ task, status }: { task: Task; status: Status }) {
  const { state } = task;
  const labelOf = (id: string) => status.tasks.find((one) => one.id === id)?.label ?? id;
  switch (state.kind) {
    case 'waiting':
      return (
        <p>
          Waits for{' '}
          {state.for.map((id, index) => (
            <span key={id}>
              {index > 0 ? ', ' : ''}
              <Link to="/tasks/$task" params={{ task: id }} className="text-link">
                {labelOf(id)}
              </Link>
            </span>
          ))}
        </p>
      );
    case 'blocked':
      return <pre className="reason tone-red">{state.reason}</pre>;
    case 'rework':
      return <pre className="reason tone-care">{state.feedback}</pre>;
    case 'early':
      return <p>Begins on day {state.day}.</p>;
    case 'submitted':
    case 'done':
      return (
        <p>
          Commit <code>{state.commit.slice(0, 10)}</code>, <TimeOf at={state.at} />
        </p>
      );
    default:
      return null;
  }
}

function Turns({ task, timeline }: { task: Task; timeline: Timeline }) {
  const turns = timeline.lanes.flatMap(({ bars }) => bars).filter((bar) => bar.task === task.id);
  return (
    <Panel title="Turns" note={String(turns.length)}>
      {turns.length === 0 ? (
        <p className="panel-empty">None yet.</p>
      ) : (
        <ol className="rows">
          {turns.map((turn) => (
            <li key={turn.id}>
              <span className="figure">
                {turn.attempt}.{turn.turn}
              </span>
              <StateMark state={turn.state} />
              <span className="quiet cut">{turn.driver}</span>
              <span className="row-end figure">
                {turn.endedAt === null
                  ? 'under way'
                  : durationWords(Date.parse(turn.endedAt) - Date.parse(turn.startedAt))}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
