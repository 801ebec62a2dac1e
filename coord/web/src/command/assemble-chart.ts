import type { Status, Timeline } from '../live/facts.ts';

/** One turn on the timeline; `endedAt` is null while it is under way. */
export type Bar = Timeline['lanes'][number]['bars'][number];

/** Who a session is and what it does now. */
export type Seat = {
  session: number;
  name: string;
  holder: Status['sessions'][number]['holder'];
  /** As the status tells of it; null when the plan has named it since. */
  seat: Status['sessions'][number] | null;
  state: string;
  /** The one under way. */
  task: { id: string; label: string } | null;
  /** What the task under way is for, or what the next one waits for. */
  words: string;
  /** With whom its work will not merge as both stand now. */
  conflicts: string | null;
};

export type Lane = {
  seat: Seat;
  bars: readonly Bar[];
  /** By the forecast, of what has not ended; none where days hold nothing back. */
  expected: readonly { task: string; from: number; until: number }[];
  planned: readonly { task: string; label: string; from: number; until: number; state: string }[];
};

export type Band = { key: string; title: string; from: number; until: number };
/** `expectedAt` is when a milestone that is late is expected. */
export type Flag = { key: string; at: number; title: string; isDone: boolean; expectedAt: number | null };

export type Chart = {
  lanes: Lane[];
  bands: Band[];
  flags: Flag[];
  /** How many sessions have a task under way. */
  open: number;
  startedAt: number;
  isOver: boolean;
  /** When the last turn began or ended. */
  lastAt: number;
  /** All days of the plan, with what is expected after them; null where days hold nothing back. */
  plan: { from: number; until: number } | null;
};

const underWay = new Set(['working', 'rework', 'paused', 'submitted']);

/** What the timeline draws, in milliseconds. */
export function assembleChart(timeline: Timeline, status: Status): Chart {
  const dayStart = (day: number): number =>
    Date.parse(timeline.dayStarts[Math.min(Math.max(1, day), timeline.dayStarts.length) - 1]!);
  const isDated = timeline.pace === 'dated';
  const forecast = isDated && timeline.forecast.kind === 'forecast' ? timeline.forecast : undefined;
  const lanes = timeline.lanes.map((lane): Lane => {
    const session = status.sessions.find((one) => one.session === lane.session);
    const open = status.tasks.find((task) => task.session === lane.session && task.label === session?.task);
    return {
      seat: {
        session: lane.session,
        name: lane.name,
        holder: session?.holder ?? 'driver',
        seat: session ?? null,
        state: session?.state ?? 'idle',
        task: open === undefined ? null : { id: open.id, label: open.label },
        conflicts: conflictWords(lane.session, status),
        words: open === undefined ? nextWords(lane.session, status) : (open.deliverable ?? ''),
      },
      bars: lane.bars,
      expected: (forecast?.tasks ?? [])
        .filter(({ task, state }) => state !== 'finished' && isOf(lane, task))
        .map(({ task, startAt, finishAt }) => ({
          task,
          from: Date.parse(startAt),
          until: Date.parse(finishAt),
        })),
      planned: isDated
        ? lane.plannedTasks.map(({ task, label, fromDay, toDay, state }) => ({
            task,
            label,
            from: dayStart(fromDay),
            until: dayStart(toDay + 1),
            state,
          }))
        : [],
    };
  });
  const startedAt = Date.parse(timeline.startedAt);
  const isOver = status.run.state !== 'running';
  const ends = timeline.lanes.flatMap(({ bars }) =>
    bars.map((bar) => Date.parse(bar.endedAt ?? bar.startedAt)),
  );
  const expectedEnds = isOver || forecast === undefined ? [] : [Date.parse(forecast.finishAt)];
  return {
    lanes,
    bands: isDated
      ? timeline.blocks.map(({ id, label, title, fromDay, toDay }) => ({
          key: id,
          title: `${label} ${title}`,
          from: dayStart(fromDay),
          until: dayStart(toDay + 1),
        }))
      : [],
    flags: isDated
      ? timeline.milestones.map(({ id, day, text, isTicked }) => ({
          key: id,
          at: dayStart(day + 1),
          title: text,
          isDone: isTicked,
          expectedAt: isTicked ? null : lateAt(forecast, id),
        }))
      : [],
    open: status.sessions.filter(({ state }) => underWay.has(state)).length,
    startedAt,
    isOver,
    lastAt: ends.reduce((last, at) => Math.max(last, at), startedAt),
    plan: isDated
      ? {
          from: Math.min(startedAt, dayStart(1)),
          until: Math.max(dayStart(timeline.days + 1), ...expectedEnds),
        }
      : null,
  };
}

/** Session 0 is the integration branch itself. */
function conflictWords(session: number, { conflictsAhead }: Status): string | null {
  const others = conflictsAhead.flatMap((pair) =>
    pair.session === session ? [pair.other] : pair.other === session ? [pair.session] : [],
  );
  if (others.length === 0) return null;
  return `conflict with ${others.map((other) => (other === 0 ? 'what landed' : other)).join(', ')}`;
}

type Forecast = Extract<Timeline['forecast'], { kind: 'forecast' }>;

const isOf = ({ plannedTasks }: Timeline['lanes'][number], task: string): boolean =>
  plannedTasks.some((planned) => planned.task === task);

function lateAt(forecast: Forecast | undefined, id: string): number | null {
  const found = forecast?.milestones.find(({ milestone }) => milestone === id);
  return found?.finishAt == null || (found.slipDays ?? 0) <= 0 ? null : Date.parse(found.finishAt);
}

function nextWords(session: number, { tasks }: Status): string {
  const next = tasks.find((task) => task.session === session && task.state.kind !== 'done');
  if (next === undefined) return '';
  const labelOf = (id: string) => tasks.find((task) => task.id === id)?.label ?? id;
  const { state } = next;
  if (state.kind === 'waiting') return `${next.label} waits for ${state.for.map(labelOf).join(', ')}`;
  if (state.kind === 'early') return `${next.label} begins on day ${state.day}`;
  if (state.kind === 'blocked') return `${next.label}: ${state.reason.split('\n')[0]}`;
  return `next is ${next.label}`;
}
