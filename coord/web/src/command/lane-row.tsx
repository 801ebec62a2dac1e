import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { SessionMenu } from '../actions/session-menu.tsx';
import { turnLinesQuery } from '../live/queries.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { toneOf } from '../parts/tone-of.ts';
import type { Bar, Lane } from './assemble-chart.ts';
import { isVisible, type View, xOf } from './time-axis.ts';

/** One session: who it is and what it does now, and its turns over time. */
export function LaneRow(props: { lane: Lane; headWidth: number; view: View; now: number | null }) {
  const { lane, headWidth, view, now } = props;
  const open = lane.bars.filter(({ endedAt }) => endedAt === null);
  return (
    <li className="lane" data-session={lane.session}>
      <LaneHead lane={lane} width={headWidth} />
      <div className="lane-track" style={{ width: view.axis.width }}>
        <Outlook lane={lane} view={view} />
        <EndedBars bars={lane.bars} view={view} />
        {open.map((bar) => (
          <TurnBar key={bar.id} bar={bar} view={view} until={now ?? view.axis.until} />
        ))}
      </div>
    </li>
  );
}

/** The clock moves the ends of open bars alone, so these are drawn anew only when a turn has ended or the axis has moved. */
const EndedBars = memo(({ bars, view }: { bars: readonly Bar[]; view: View }) =>
  bars.map((bar) =>
    bar.endedAt === null ? null : (
      <TurnBar key={bar.id} bar={bar} view={view} until={Date.parse(bar.endedAt)} />
    ),
  ),
);

function TurnBar({ bar, view, until }: { bar: Bar; view: View; until: number }) {
  const from = Date.parse(bar.startedAt);
  if (!isVisible(view, { from, until })) return null;
  const x = xOf(view.axis, from);
  const width = Math.max(3, xOf(view.axis, until) - x);
  return (
    <Link
      to="/tasks/$task"
      params={{ task: bar.task }}
      className={`turn tone-${toneOf(bar.state)}`}
      data-open={bar.endedAt === null || undefined}
      data-bar={bar.id}
      style={{ left: x, width }}
      aria-label={`${bar.label}, turn ${bar.turn}, ${bar.state}`}
    >
      {width < 30 ? null : <span className="cut">{bar.label}</span>}
    </Link>
  );
}

/** What is planned and what is expected, behind the turns. */
const Outlook = memo(({ lane, view }: { lane: Lane; view: View }) => {
  const { axis } = view;
  return (
    <>
      {lane.planned
        .filter((planned) => isVisible(view, planned))
        .map(({ task, from, until, state }) => (
          <span
            key={task}
            className={`planned tone-${toneOf(state)}`}
            style={{ left: xOf(axis, from), width: Math.max(2, xOf(axis, until) - xOf(axis, from)) }}
          />
        ))}
      {lane.expected
        .filter((expected) => isVisible(view, expected))
        .map(({ task, from, until }) => (
          <span
            key={task}
            className="expected"
            style={{ left: xOf(axis, from), width: Math.max(2, xOf(axis, until) - xOf(axis, from)) }}
          />
        ))}
    </>
  );
});

const LaneHead = memo(({ lane, width }: { lane: Lane; width: number }) => (
  <div className="lane-head" style={{ width }}>
    <div className="lane-name">
      <span className="lane-number figure">{lane.session}</span>
      <span className="cut" title={lane.name}>
        {lane.name}
      </span>
      {lane.holder === 'person' ? <span className="chip tone-care">held by a person</span> : null}
      {lane.holder === 'nobody' ? <span className="chip tone-care">paused</span> : null}
      {lane.conflicts === null ? null : <span className="chip tone-care cut">{lane.conflicts}</span>}
      {lane.seat === null ? null : <SessionMenu session={lane.seat} />}
    </div>
    <div className="lane-now">
      <StateMark state={lane.state} />
      {lane.task === null ? null : (
        <Link to="/tasks/$task" params={{ task: lane.task.id }} className="lane-task" data-row>
          {lane.task.label}
        </Link>
      )}
      <LaneLine lane={lane} />
    </div>
  </div>
));

/** What its agent said last, while the task is under way. */
function LaneLine({ lane }: { lane: Lane }) {
  const { data: said } = useQuery({ ...turnLinesQuery, select: (lines) => lines[lane.session] ?? null });
  const line = said !== null && said?.task === lane.task?.id ? said?.line : null;
  const words = line ?? lane.words;
  return (
    <span className="cut quiet lane-line" title={words}>
      {words}
    </span>
  );
}
