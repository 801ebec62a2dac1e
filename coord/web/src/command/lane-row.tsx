import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { SessionMenu } from '../actions/session-menu.tsx';
import { turnLinesQuery } from '../live/queries.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { toneOf } from '../parts/tone-of.ts';
import type { Bar, Lane, Seat } from './assemble-chart.ts';
import { isVisible, type View, xOf } from './time-axis.ts';

/** One session: who it is and what it does now, and its turns over time. */
export function LaneRow(props: { lane: Lane; headWidth: number; view: View; now: number | null }) {
  const { lane, headWidth, view, now } = props;
  const open = lane.bars.filter(({ endedAt }) => endedAt === null);
  return (
    <li className="lane" data-session={lane.seat.session}>
      <LaneHead seat={lane.seat} width={headWidth} />
      <div className="lane-track" style={{ width: view.axis.width }}>
        <Outlook planned={lane.planned} expected={lane.expected} view={view} />
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
const Outlook = memo(({ planned, expected, view }: Pick<Lane, 'planned' | 'expected'> & { view: View }) => {
  const { axis } = view;
  return (
    <>
      {planned
        .filter((one) => isVisible(view, one))
        .map(({ task, from, until, state }) => (
          <span
            key={task}
            className={`planned tone-${toneOf(state)}`}
            style={{ left: xOf(axis, from), width: Math.max(2, xOf(axis, until) - xOf(axis, from)) }}
          />
        ))}
      {expected
        .filter((one) => isVisible(view, one))
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

const LaneHead = memo(({ seat, width }: { seat: Seat; width: number }) => (
  <div className="lane-head" style={{ width }}>
    <div className="lane-name">
      <span className="lane-number figure">{seat.session}</span>
      <span className="cut" title={seat.name}>
        {seat.name}
      </span>
      {seat.holder === 'person' ? <span className="chip tone-care">held by a person</span> : null}
      {seat.holder === 'nobody' ? <span className="chip tone-care">paused</span> : null}
      {seat.conflicts === null ? null : <span className="chip tone-care cut">{seat.conflicts}</span>}
      {seat.seat === null ? null : <SessionMenu session={seat.seat} />}
    </div>
    <div className="lane-now">
      <StateMark state={seat.state} />
      {seat.task === null ? null : (
        <Link to="/tasks/$task" params={{ task: seat.task.id }} className="lane-task" data-row>
          {seat.task.label}
        </Link>
      )}
      <LaneLine seat={seat} />
    </div>
  </div>
));

/** What its agent said last, while the task is under way. */
function LaneLine({ seat }: { seat: Seat }) {
  const { data: said } = useQuery({ ...turnLinesQuery, select: (lines) => lines[seat.session] ?? null });
  const line = said !== null && said?.task === seat.task?.id ? said?.line : null;
  const words = line ?? seat.words;
  return (
    <span className="cut quiet lane-line" title={words}>
      {words}
    </span>
  );
}
