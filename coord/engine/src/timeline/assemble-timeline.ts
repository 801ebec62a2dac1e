import type { Clock } from '@musterhq/clock';
import { forecast, type Plan } from '@musterhq/plan';
import type { Attempt, Event, Run, Turn } from '@musterhq/store';
import { minuteOf } from '../due-rounds.ts';
import type { Status } from '../status.ts';
import type { Timeline } from './timeline.ts';

export type TimelineFacts = {
  status: Status;
  run: Run;
  plan: Plan;
  pace: 'asap' | 'dated';
  clock: Clock;
  zone: string;
  now: number;
  turns: readonly Turn[];
  attempts: readonly Attempt[];
  /** The `round_held` events of the run. */
  roundsHeld: readonly Event[];
};

/** Longer plans than this are shown without the days behind it. */
const mostDays = 1_000;

export function assembleTimeline(facts: TimelineFacts): Timeline {
  const { status, run, plan, pace, clock, zone, now } = facts;
  const days = Math.min(mostDays, Math.max(1, ...plan.blocks.map(({ lastDay }) => lastDay)));
  const dayStart = (day: number) => instant(clock.epochOf({ day, minuteOfDay: 0 }));
  return {
    at: status.at,
    run: run.id,
    pace,
    planStart: run.planStart,
    days,
    dayStarts: Array.from({ length: days + 1 }, (_, index) => dayStart(index + 1)),
    zone,
    startedAt: run.startedAt.toISOString(),
    now: instant(now),
    blocks: plan.blocks.map(({ id, label, title, phase, firstDay, lastDay }) => ({
      ...{ id, label, title, phase },
      fromDay: firstDay,
      toDay: lastDay,
    })),
    lanes: plan.sessions.map(({ id, name, isMaster }) => ({
      session: id,
      name,
      isMaster,
      bars: barsOf(facts, id),
      plannedTasks: plan.tasks
        .filter(({ session }) => session === id)
        .map((task) => ({
          task: task.id,
          label: task.label,
          deliverable: task.deliverable ?? task.text,
          fromDay: task.firstDay,
          toDay: task.lastDay,
          state: status.tasks.find((one) => one.id === task.id)?.state.kind ?? 'waiting',
        })),
    })),
    milestones: status.milestones.map(({ id, day, text, isTicked }) => ({ id, day, text, isTicked })),
    rounds: [...heldRounds(facts), ...comingRounds(facts)],
    forecast: expectedOf(facts),
  };
}

const instant = (epochMs: number): string => new Date(epochMs).toISOString();

function barsOf(
  { turns, attempts, status }: TimelineFacts,
  session: number,
): Timeline['lanes'][number]['bars'] {
  const labels = new Map(status.tasks.map(({ id, label }) => [id, label]));
  return turns
    .filter((turn) => turn.session === session)
    .map((turn) => ({
      task: turn.task,
      label: labels.get(turn.task) ?? turn.task,
      attempt: turn.attempt,
      turn: turn.number,
      id: turn.id,
      driver: turn.driver,
      startedAt: turn.startedAt.toISOString(),
      endedAt: turn.endedAt?.toISOString() ?? null,
      state: barState(turn, turns, attempts),
    }));
}

/** An attempt's end is shown at its last turn. */
function barState(turn: Turn, turns: readonly Turn[], attempts: readonly Attempt[]) {
  if (turn.endedAt === null) return 'running';
  const isSame = (other: { task: string }, number: number) =>
    other.task === turn.task && number === turn.attempt;
  const attempt = attempts.find((one) => isSame(one, one.number));
  const isLast = !turns.some((other) => isSame(other, other.attempt) && other.number > turn.number);
  if (isLast && attempt?.state === 'integrated') return 'landed';
  if (
    isLast &&
    (attempt?.state === 'blocked' || attempt?.state === 'reopened' || attempt?.state === 'reverted')
  )
    return attempt.state;
  switch (turn.verdict?.kind) {
    case undefined:
      return 'judging';
    case 'rework':
      return 'sent_back';
    case 'stopped':
      return 'stopped';
    case 'submitted':
      return 'submitted';
  }
}

function heldRounds({ roundsHeld }: TimelineFacts): Timeline['rounds'] {
  return roundsHeld.map(({ id, at, data }) => ({
    round: String(data.round),
    name: String(data.title),
    at: at.toISOString(),
    isHeld: true,
    event: id,
  }));
}

/** Rounds come by the hour at a dated pace alone; at `asap` they come with what is done. */
function comingRounds({ plan, pace, clock, now, status, roundsHeld }: TimelineFacts): Timeline['rounds'] {
  if (pace === 'asap' || status.run.state !== 'running') return [];
  const held = new Set(roundsHeld.map(({ data }) => `${data.round}@${data.when}`));
  return [status.day, status.day + 1].flatMap((day) =>
    plan.rounds
      .map((round) => ({ round, epochMs: clock.epochOf({ day, minuteOfDay: minuteOf(round) }) }))
      .filter(({ round, epochMs }) => epochMs > now && !held.has(`${round.id}@day-${day}`))
      .map(({ round, epochMs }) => ({
        round: round.id,
        name: round.title,
        at: instant(epochMs),
        isHeld: false,
        event: null,
      })),
  );
}

/** By what finished tasks took for each of their planned days; before the first has finished, nothing is known. */
function expectedOf({ plan, run, clock, pace, now, attempts }: TimelineFacts): Timeline['forecast'] {
  const beganMs = pace === 'asap' ? run.startedAt.getTime() : clock.epochOf({ day: 1, minuteOfDay: 0 });
  const dayMs = clock.epochOf({ day: 2, minuteOfDay: 0 }) - clock.epochOf({ day: 1, minuteOfDay: 0 });
  const observed = new Map<string, { startMs: number; finishMs?: number }>();
  for (const { task, startedAt, endedAt, state } of attempts) {
    const startMs = observed.get(task)?.startMs ?? startedAt.getTime() - beganMs;
    observed.set(task, {
      startMs,
      ...(state === 'integrated' && endedAt !== null ? { finishMs: endedAt.getTime() - beganMs } : {}),
    });
  }
  const value = forecast(
    plan,
    { nowMs: now - beganMs, tasks: Object.fromEntries(observed) },
    {
      startDate: run.planStart,
      pace: pace === 'asap' ? 'asap' : { dayMs },
      estimate: 'observed_ratio',
    },
  );
  if (value.kind !== 'forecast') return value;
  const absolute = (ms: number) => instant(beganMs + ms);
  return {
    kind: 'forecast',
    finishAt: absolute(value.finishMs),
    criticalPath: value.criticalPath,
    tasks: value.tasks.map((task) => ({
      task: task.task,
      state: task.state,
      startAt: absolute(task.startMs),
      finishAt: absolute(task.finishMs),
      slackMs: task.state === 'finished' ? null : task.slackMs,
    })),
    milestones: value.milestones.map((one) =>
      one.kind === 'not_enough_data'
        ? { milestone: one.milestone, finishAt: null, decidedBy: null, day: null, slipDays: null }
        : {
            milestone: one.milestone,
            finishAt: absolute(one.finishMs),
            decidedBy: one.decidedBy,
            day: one.kind === 'dated' ? one.day : null,
            slipDays: one.kind === 'dated' ? one.slipDays : null,
          },
    ),
  };
}
