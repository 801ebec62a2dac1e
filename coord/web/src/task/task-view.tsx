import { queryFailure, request, Segments, ViewFrame } from '@musterhq/page';
import '../style/task.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ActButton } from '../actions/act-button.tsx';
import { answer, retry, revert } from '../actions/action.ts';
import type { TaskView as Facts } from '../live/facts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { BriefPanel } from './brief-panel.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { TaskComments } from './task-comments.tsx';
import { TaskGates, TaskHandoffs, TaskLinks, TaskReports } from './task-panels.tsx';
import { TaskTurns } from './task-turns.tsx';
import { TurnPanel } from './turn-panel.tsx';

const route = getRouteApi('/tasks/$task');

/** One task from its brief to its landing. */
export function TaskView() {
  const { task: id } = route.useParams();
  const task = useQuery({
    queryKey: ['task', id],
    queryFn: () => request<Facts>(`/api/tasks/${encodeURIComponent(id)}`),
  });
  const [chosen, choose] = useState<string | undefined>();
  const [page, open] = useState<'changes' | 'turn' | 'brief'>('changes');
  const [commit, chooseCommit] = useState<string | undefined>();
  const facts = task.data;
  if (facts === undefined) return <ViewFrame title="Task" failure={queryFailure(task)} />;
  const turn = facts.turns.find((one) => one.id === chosen) ?? facts.turns.at(-1);
  return (
    <ViewFrame title={`${facts.task.label}, task`}>
      <TaskHead facts={facts} />
      <div className="task-grid">
        <div className="stack">
          <TaskTurns
            turns={facts.turns}
            chosen={turn?.id}
            choose={(id) => {
              choose(id);
              if (page === 'changes') open('turn');
            }}
          />
          <TaskComments
            comments={facts.comments}
            open={(commit) => {
              chooseCommit(commit);
              open('changes');
            }}
          />
          <TaskGates gates={facts.gates} />
          <TaskLinks facts={facts} />
          <TaskHandoffs handoffs={facts.handoffs} />
          <TaskReports reports={facts.reports} />
        </div>
        <div className="stack">
          <Segments
            label="Show"
            choices={[
              ['changes', 'Changes'],
              ['turn', turn === undefined ? 'Turn' : `Turn ${turn.attempt}.${turn.number}`],
              ['brief', 'Brief'],
            ]}
            chosen={page}
            choose={open}
          />
          {page === 'changes' ? (
            <ChangesPanel
              commits={facts.commits}
              comments={facts.comments}
              wanted={commit}
              choose={chooseCommit}
            />
          ) : null}
          {page === 'turn' ? <TurnPanel key={turn?.id} turn={turn} /> : null}
          {page === 'brief' ? <BriefPanel key={turn?.id} task={facts.task.id} turn={turn} /> : null}
        </div>
      </div>
    </ViewFrame>
  );
}

function TaskHead({ facts }: { facts: Facts }) {
  const { task, state } = facts;
  const days = task.fromDay === task.toDay ? `day ${task.fromDay}` : `days ${task.fromDay} to ${task.toDay}`;
  return (
    <header className="task-head">
      <h2>
        <span className="quiet">{task.label}</span> {task.deliverable ?? task.text}
      </h2>
      <p className="task-facts">
        <StateMark state={state.kind} />
        <span>
          Session {task.session}, {task.sessionName}
        </span>
        <span className="figure">{task.origin === 'assignment' ? 'given by hand' : days}</span>
        {task.agents.length === 0 ? null : <span>{task.agents.join(', ')}</span>}
        {task.ownedPaths.length === 0 ? null : (
          <span className="cut">
            writes <code>{task.ownedPaths.join(', ')}</code>
          </span>
        )}
      </p>
      {task.deliverable === null || task.deliverable === task.text ? null : <p>{task.text}</p>}
      <StateDetail facts={facts} />
      <TaskDoors facts={facts} />
    </header>
  );
}

function TaskDoors({ facts: { task, state } }: { facts: Facts }) {
  const actions =
    state.kind === 'blocked'
      ? [retry(task.id, task.label), answer(task.label, `Session ${task.session} about ${task.label}`)]
      : state.kind === 'done' && task.origin === 'document'
        ? [revert(task.block)]
        : [];
  if (actions.length === 0) return null;
  return (
    <div className="decision-actions">
      {actions.map((action) => (
        <ActButton key={action.path} action={action} />
      ))}
    </div>
  );
}

function StateDetail({ facts: { state, waitsFor } }: { facts: Facts }): ReactNode {
  switch (state.kind) {
    case 'waiting': {
      const open = waitsFor.filter((one) => state.for.includes(one.task));
      return (
        <p>
          Waits for{' '}
          {open.map((one, index) => (
            <span key={one.task}>
              {index > 0 ? ', ' : ''}
              <Link to="/tasks/$task" params={{ task: one.task }} className="text-link" title={one.phrase}>
                {one.label}
              </Link>
            </span>
          ))}
        </p>
      );
    }
    case 'blocked':
      return <pre className="reason tone-red">{state.reason}</pre>;
    case 'rework':
      return <pre className="reason tone-care">{state.feedback}</pre>;
    case 'early':
      return <p>Begins on day {state.day}.</p>;
    case 'submitted':
    case 'done':
      return (
        <p className="quiet">
          Commit <code>{state.commit.slice(0, 10)}</code>, <TimeOf at={state.at} />
        </p>
      );
    default:
      return null;
  }
}
