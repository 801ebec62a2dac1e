import { orderOf } from './graph.ts';
import { milestoneTasks } from './milestone-tasks.ts';
import type { Plan, Task } from './plan.ts';
import { PlanError } from './plan-error.ts';
import { plannedDaysOf } from './planned-days.ts';

/** What has happened, in milliseconds since the plan's first day began. A task that is not named has not started. */
export type Observed = {
  nowMs: number;
  tasks: Readonly<Record<string, { startMs: number; finishMs?: number }>>;
};

export type ForecastOptions = {
  /** ISO date of day 1. */
  startDate: string;
  /** How long a day of the plan takes; at `asap` the days of blocks hold nothing back. */
  pace: { dayMs: number } | 'asap';
  /**
   * How long a task takes that has not finished: the days of its block (which `asap` does not have), or those days
   * times the mean of what the finished tasks took for each of theirs.
   */
  estimate: 'block_days' | 'observed_ratio';
};

export type TaskForecast = { task: string; startMs: number; finishMs: number } & (
  | { state: 'finished' }
  /** `slackMs`: how much later it may end without making the plan end later. */
  | { state: 'running' | 'waiting'; slackMs: number }
);

/** `decidedBy` is the task that finishes last of those the milestone waits for. */
export type MilestoneForecast = { milestone: string } & (
  | { kind: 'dated'; finishMs: number; decidedBy: string; day: number; date: string; slipDays: number }
  | { kind: 'undated'; finishMs: number; decidedBy: string }
  | NotEnoughData
);

export type NotEnoughData = {
  kind: 'not_enough_data';
  of: 'tasks' | 'finished_tasks';
  have: number;
  need: number;
};

export type Forecast =
  | {
      kind: 'forecast';
      finishMs: number;
      tasks: TaskForecast[];
      /** The tasks that decide the end, in the order of work; each waited for the one before it. */
      criticalPath: string[];
      milestones: MilestoneForecast[];
    }
  | NotEnoughData
  | { kind: 'cycle'; cycle: string[] };

/** `releasedMs`: before it the task was not due. `before`: what it waits for, and what its session did earlier. */
type Span = {
  startMs: number;
  finishMs: number;
  state: TaskForecast['state'];
  releasedMs: number;
  before: string[];
};

/**
 * When every task will start and end if each starts as soon as it may: after what it waits for, on its first day,
 * and when its session is free (a session does one task at a time; of two that could start, the larger priority and
 * then the earlier in the document goes first).
 */
export function forecast(plan: Plan, observed: Observed, options: ForecastOptions): Forecast {
  if (plan.tasks.length === 0) return { kind: 'not_enough_data', of: 'tasks', have: 0, need: 1 };
  const ordering = orderOf(plan.tasks);
  if (ordering.kind === 'cycle') return ordering;
  const plannedDays = plannedDaysOf(plan);
  const msPerDay = estimatedDayMs(plannedDays, observed, options);
  if (typeof msPerDay === 'object') return msPerDay;

  const releaseDayMs = options.pace === 'asap' ? 0 : options.pace.dayMs;
  const durationOf = (task: Task) => plannedDays.get(task.id)! * msPerDay;
  const spans = simulate(plan, observed, releaseDayMs, durationOf);
  const finishMs = Array.from(spans.values()).reduce((last, span) => Math.max(last, span.finishMs), 0);
  const latest = latestFinishes(spans, finishMs);
  return {
    kind: 'forecast',
    finishMs,
    tasks: plan.tasks.map(({ id }) => {
      const { state, startMs, finishMs: ends } = spans.get(id)!;
      return state === 'finished'
        ? { task: id, state, startMs, finishMs: ends }
        : { task: id, state, startMs, finishMs: ends, slackMs: latest.get(id)! - ends };
    }),
    criticalPath: drivingChain(plan, spans),
    milestones: plan.milestones.map((milestone) => ({
      milestone: milestone.id,
      ...milestoneForecast(milestone.day, milestoneTasks(plan, milestone), spans, options),
    })),
  };
}

/** What one planned day of work is expected to take. */
function estimatedDayMs(
  plannedDays: Map<string, number>,
  observed: Observed,
  options: ForecastOptions,
): number | NotEnoughData {
  if (options.estimate === 'block_days' && options.pace !== 'asap') return options.pace.dayMs;
  const perDay = Array.from(plannedDays).flatMap(([id, days]) => {
    const seen = observed.tasks[id];
    return seen?.finishMs === undefined ? [] : [(seen.finishMs - seen.startMs) / days];
  });
  if (perDay.length === 0) return { kind: 'not_enough_data', of: 'finished_tasks', have: 0, need: 1 };
  return perDay.reduce((sum, ms) => sum + ms, 0) / perDay.length;
}

type DurationOf = (task: Task) => number;

/** Time goes forward: again and again the task is placed that can start first. `dayMs` 0 means no dates. */
function simulate(plan: Plan, observed: Observed, dayMs: number, durationOf: DurationOf): Map<string, Span> {
  const spans = new Map<string, Span>();
  const sessionFree = new Map<number, { atMs: number; task: string }>();
  const known = new Set(plan.tasks.map((task) => task.id));
  const needsOf = (task: Task) => task.dependsOn.map((need) => need.task).filter((id) => known.has(id));
  const place = (task: Task, span: Span) => {
    spans.set(task.id, span);
    if (span.finishMs >= (sessionFree.get(task.session)?.atMs ?? Number.NEGATIVE_INFINITY)) {
      sessionFree.set(task.session, { atMs: span.finishMs, task: task.id });
    }
  };
  const dueMs = (task: Task) => (task.firstDay - 1) * dayMs;
  const beforeOf = (task: Task) => {
    const free = sessionFree.get(task.session);
    return free ? [...needsOf(task), free.task] : needsOf(task);
  };
  const startOf = ({ id }: Task) => observed.tasks[id]!.startMs;
  const started = plan.tasks.filter(({ id }) => observed.tasks[id] !== undefined);
  for (const task of started.sort((a, b) => startOf(a) - startOf(b))) {
    const span = observedSpan(observed.tasks[task.id]!, observed.nowMs, durationOf(task));
    place(task, { ...span, releasedMs: dueMs(task), before: beforeOf(task) });
  }

  const followers = new Map<string, Task[]>();
  const missing = new Map<string, number>();
  const ready = new Set<Task>();
  for (const task of plan.tasks.filter(({ id }) => !spans.has(id))) {
    const open = needsOf(task).filter((id) => !spans.has(id));
    for (const need of open) followers.set(need, [...(followers.get(need) ?? []), task]);
    missing.set(task.id, open.length);
    if (open.length === 0) ready.add(task);
  }
  while (ready.size > 0) {
    let best: { task: Task; startMs: number; releasedMs: number; before: string[] } | undefined;
    for (const task of ready) {
      const before = beforeOf(task);
      const releasedMs = Math.max(observed.nowMs, dueMs(task));
      const startMs = before.reduce((latest, id) => Math.max(latest, spans.get(id)!.finishMs), releasedMs);
      const isBetter =
        !best || startMs < best.startMs || (startMs === best.startMs && task.priority > best.task.priority);
      if (isBetter) best = { task, startMs, releasedMs, before };
    }
    const { task, ...span } = best!;
    ready.delete(task);
    place(task, { ...span, finishMs: span.startMs + durationOf(task), state: 'waiting' });
    for (const follower of followers.get(task.id) ?? []) {
      missing.set(follower.id, missing.get(follower.id)! - 1);
      if (missing.get(follower.id) === 0) ready.add(follower);
    }
  }
  return spans;
}

/** A task that runs longer than estimated is expected to end now: nothing more is known about it. */
function observedSpan(
  { startMs, finishMs }: Observed['tasks'][string],
  nowMs: number,
  durationMs: number,
): Pick<Span, 'startMs' | 'finishMs' | 'state'> {
  return finishMs === undefined
    ? { startMs, finishMs: Math.max(nowMs, startMs + durationMs), state: 'running' }
    : { startMs, finishMs, state: 'finished' };
}

/** The latest end of each task that makes nothing end later than `finishMs`; what has started starts no later. */
function latestFinishes(spans: Map<string, Span>, finishMs: number): Map<string, number> {
  const latest = new Map(Array.from(spans.keys(), (id) => [id, finishMs]));
  // Tasks were placed after all that comes before them, but for those that have started, whose start is fixed anyway.
  for (const [id, span] of Array.from(spans).reverse()) {
    const latestStart =
      span.state === 'waiting' ? latest.get(id)! - (span.finishMs - span.startMs) : span.startMs;
    for (const need of span.before) {
      const before = latest.get(need);
      if (before !== undefined && latestStart < before) latest.set(need, latestStart);
    }
  }
  return latest;
}

/**
 * Back from the task that ends last: each was held by what ended last of what came before it, unless that ended before the task was due.
 * A task that has started may have done so a moment later.
 */
function drivingChain(plan: Plan, spans: Map<string, Span>): string[] {
  const ends = (id: string) => spans.get(id)!.finishMs;
  const chain = [plan.tasks.reduce((a, b) => (ends(b.id) > ends(a.id) ? b : a)).id];
  for (;;) {
    const { before, startMs, releasedMs } = spans.get(chain[0]!)!;
    const holding = before.filter((id) => spans.has(id) && ends(id) >= releasedMs && ends(id) <= startMs);
    const driver = holding.reduce<string | undefined>(
      (last, id) => (last === undefined || ends(id) > ends(last) ? id : last),
      undefined,
    );
    if (driver === undefined || chain.includes(driver)) return chain;
    chain.unshift(driver);
  }
}

const isoDayMs = 86_400_000;

function milestoneForecast(
  plannedDay: number,
  tasks: readonly Task[],
  spans: Map<string, Span>,
  { pace, startDate }: ForecastOptions,
) {
  const [first, ...others] = tasks;
  if (!first) return { kind: 'not_enough_data', of: 'tasks', have: 0, need: 1 } as const;
  const decidedBy = others.reduce(
    (a, b) => (spans.get(b.id)!.finishMs > spans.get(a.id)!.finishMs ? b : a),
    first,
  ).id;
  const { finishMs } = spans.get(decidedBy)!;
  if (pace === 'asap') return { kind: 'undated', finishMs, decidedBy } as const;
  // What ends with a day is reached on that day; a thousandth of it forgives the rounding of sums.
  const day = Math.max(1, Math.ceil(finishMs / pace.dayMs - 0.001));
  return {
    kind: 'dated',
    finishMs,
    decidedBy,
    day,
    date: dateOfDay(startDate, day),
    slipDays: day - plannedDay,
  } as const;
}

/** The ISO date of a day of the plan, when day 1 is `startDate`. */
export function dateOfDay(startDate: string, day: number): string {
  const first = /^\d{4}-\d{2}-\d{2}$/.test(startDate) ? Date.parse(startDate) : Number.NaN;
  // `Date.parse` takes the 31st of February for the 3rd of March.
  if (Number.isNaN(first) || isoDate(first) !== startDate) {
    throw new PlanError(
      'bad_date',
      `expected a start date as YYYY-MM-DD, received ${JSON.stringify(startDate)}`,
    );
  }
  return isoDate(first + (day - 1) * isoDayMs);
}

function isoDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
