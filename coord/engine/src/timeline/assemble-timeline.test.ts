import { makeClock } from '@musterhq/clock';
import type { Event, Run, Turn } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { at, compilePlan, makeAttempt, makeFacts, makeLimits, makeTurn } from '../../test/make-facts.ts';
import { assembleStatus } from '../assemble-status.ts';
import { assembleTimeline, type TimelineFacts } from './assemble-timeline.ts';
import { timelineSchema } from './timeline.ts';

const plan = compilePlan(launchPlan);
const task = plan.tasks.find(({ label }) => label === 'b1s2')!.id;
const dayMs = 20_000;
const run: Run = {
  ...{ id: 'r1', documentPath: 'PLAN.md', state: 'running', generation: 1, coordinator: null },
  ...{ options: {}, planStart: '2026-11-23', startedAt: at(0), finishedAt: null },
};
const clock = makeClock({ kind: 'scaled', dayMs, startedAt: at(0).getTime(), planStart: '2026-11-23' });

function timelineOf(given: Partial<TimelineFacts> = {}) {
  const attempts = given.attempts ?? [];
  const facts = makeFacts({ attempts: [...attempts] });
  const status = assembleStatus({
    ...{ at: 7, run, plan, facts, limits: makeLimits(), agents: new Map(), gateResults: [] },
    ...{ toDecide: { waiting: [], unbound: [], error: null }, reports: [], grantRequests: [] },
  });
  const timeline = assembleTimeline({
    ...{ status, run, plan, pace: 'dated', clock, zone: 'UTC', now: at(0).getTime() + dayMs / 2 },
    ...{ turns: [], attempts, roundsHeld: [] },
    ...given,
  });
  expect(timelineSchema.parse(timeline)).toEqual(timeline);
  return timeline;
}
const turn = (number: number, parts: Partial<Turn>) => makeTurn({ task, session: 2, number, ...parts });
const bars = (given: Partial<TimelineFacts>) =>
  timelineOf(given)
    .lanes.find(({ session }) => session === 2)!
    .bars.map(({ state }) => state);

describe('a timeline', () => {
  test('has a lane for each session, with the days that the plan gives its tasks', () => {
    const { lanes, days, dayStarts } = timelineOf();
    expect(lanes.map(({ session }) => session)).toEqual(plan.sessions.map(({ id }) => id));
    expect(lanes.flatMap(({ plannedTasks }) => plannedTasks)).toHaveLength(plan.tasks.length);
    expect(dayStarts).toHaveLength(days + 1);
    expect(Date.parse(dayStarts[1]!) - Date.parse(dayStarts[0]!)).toBe(dayMs);
  });

  test('shows of each turn what came of it, and the end of an attempt at its last turn', () => {
    const ended = { outcome: { kind: 'finished' }, endedAt: at(1) };
    const sentBack = { kind: 'rework', cause: 'gates', feedback: 'red' } as const;
    const first = turn(1, { ...ended, verdict: sentBack });
    const open = { task, session: 2 };
    expect(bars({ turns: [turn(1, { outcome: null, endedAt: null, verdict: null })] })).toEqual(['running']);
    expect(bars({ turns: [turn(1, { ...ended, verdict: null })] })).toEqual(['judging']);
    const second = turn(2, { ...ended, verdict: { kind: 'submitted', commit: 'c1' } });
    const working = [makeAttempt(open)];
    expect(bars({ turns: [first, second], attempts: working })).toEqual(['sent_back', 'submitted']);
    const landed = [makeAttempt({ ...open, state: 'integrated', integrated: 'm1', endedAt: at(1) })];
    expect(bars({ turns: [first, second], attempts: landed })).toEqual(['sent_back', 'landed']);
  });

  test('expects nothing before the first task has finished, and then goes by what that took', () => {
    expect(timelineOf().forecast).toMatchObject({ kind: 'not_enough_data', have: 0, need: 1 });
    const endedAt = new Date(at(0).getTime() + dayMs);
    const done = { task, session: 2, startedAt: at(0), endedAt, integrated: 'm1' };
    const { forecast } = timelineOf({ attempts: [makeAttempt({ ...done, state: 'integrated' })] });
    expect(forecast).toMatchObject({ kind: 'forecast' });
    if (forecast.kind !== 'forecast') return;
    expect(forecast.tasks.find((one) => one.task === task)).toMatchObject({
      ...{ state: 'finished', slackMs: null, finishAt: endedAt.toISOString() },
    });
    expect(Date.parse(forecast.finishAt)).toBeGreaterThan(endedAt.getTime());
    expect(forecast.criticalPath.length).toBeGreaterThan(0);
  });

  test('names rounds that were held and, at a dated pace, those that are to come', () => {
    const [round] = plan.rounds;
    const held = {
      ...{
        id: 3,
        run: 'r1',
        key: 'k',
        kind: 'round_held',
        session: null,
        task: null,
        generation: 1,
        at: at(0),
      },
      data: { round: round!.id, when: 'day-1', title: 'Held' },
    } as Event;
    const { rounds } = timelineOf({ roundsHeld: [held] });
    expect(rounds[0]).toMatchObject({ name: 'Held', isHeld: true, event: 3 });
    expect(rounds.slice(1).every(({ isHeld }) => !isHeld)).toBe(true);
    expect(rounds.length).toBeGreaterThan(1);
    expect(timelineOf({ roundsHeld: [held], pace: 'asap' }).rounds).toHaveLength(1);
  });
});
