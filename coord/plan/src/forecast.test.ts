import { describe, expect, it } from 'vitest';
import { documents } from '../test/documents.ts';
import { makePlan, makeTask } from '../test/make-plan.ts';
import { compile } from './compile.ts';
import { dateOfDay, type Forecast, type ForecastOptions, forecast, type Observed } from './forecast.ts';
import type { Milestone, Plan } from './plan.ts';
import { plannedDaysOf } from './planned-days.ts';

const nowhere = { start: 0, end: 0, line: 1, column: 1 };
const milestone = (day: number): Milestone => ({
  id: `day-${day}`,
  day,
  text: '',
  isChecked: false,
  box: nowhere,
  range: nowhere,
});
const task = (label: string, firstDay: number, lastDay: number, needs: string[] = [], priority = 0) => {
  const [block, session] = label.split('s');
  return makeTask({
    id: label,
    label,
    block: block!,
    session: Number(session),
    firstDay,
    lastDay,
    needs,
    priority,
  });
};

/** The graph of the launch plan. */
const launch: Plan = makePlan({
  tasks: [
    task('b1s2', 1, 2),
    task('b1s3', 1, 2, ['b1s2']),
    task('b2s2', 3, 4, ['b1s2']),
    task('b2s3', 3, 4, ['b1s3']),
    task('b3s4', 5, 7, ['b1s3']),
    task('b3s1', 5, 7),
    task('b4s2', 8, 10, ['b2s2', 'b3s4']),
    task('b4s4', 8, 10, ['b3s4']),
    task('b5s3', 11, 14, ['b2s3']),
    task('b5s4', 11, 14, ['b4s4']),
  ],
  milestones: [2, 4, 7, 10, 14].map(milestone),
});

const dayMs = 1000;
const dated: ForecastOptions = { startDate: '2026-11-23', pace: { dayMs }, estimate: 'block_days' };
const nothing: Observed = { nowMs: 0, tasks: {} };
const made = (answer: Forecast) => {
  if (answer.kind !== 'forecast') throw new Error(`expected a forecast, received ${JSON.stringify(answer)}`);
  return answer;
};
const at = (answer: Forecast, id: string) => made(answer).tasks.find((one) => one.task === id);
const slips = (answer: Forecast) =>
  Object.fromEntries(
    made(answer).milestones.map((one) => [one.milestone, one.kind === 'dated' ? one.slipDays : one.kind]),
  );

describe('plannedDaysOf', () => {
  it('[F1] divides the days of a block among tasks that wait for one another in it', () => {
    expect(Object.fromEntries(plannedDaysOf(launch))).toMatchObject({
      b1s2: 1,
      b1s3: 1,
      b2s2: 2,
      b3s1: 3,
      b5s4: 4,
    });
  });
});

describe('forecast', () => {
  it('[F2] has no slip before anything is late', () => {
    const answer = forecast(launch, nothing, dated);
    expect(slips(answer)).toEqual({ 'day-2': 0, 'day-4': 0, 'day-7': 0, 'day-10': 0, 'day-14': 0 });
    expect(made(answer).finishMs).toBe(14 * dayMs);
  });

  it.each(documents)('[F2] forecasts %s on its dates, and what one late task does to them', (_, text) => {
    const { plan } = compile(text);
    const answer = forecast(plan, nothing, dated);
    expect(slips(answer)).toEqual({ 'day-2': 0, 'day-4': 0, 'day-7': 0, 'day-10': 0, 'day-14': 0 });
    const late = forecast(
      plan,
      { nowMs: 3000, tasks: { 'p4.d1-2.s2': { startMs: 0, finishMs: 3000 } } },
      dated,
    );
    expect(slips(late)).toEqual({ 'day-2': 2, 'day-4': 2, 'day-7': 0, 'day-10': 0, 'day-14': 0 });
  });

  it('[F3] carries one late task through the graph to the day', () => {
    // b1s2 took three days for one. b1s3 runs 3 to 4, b2s2 3 to 5, b2s3 4 to 6; b3s4 may start on day 5 as planned.
    const observed: Observed = { nowMs: 3000, tasks: { b1s2: { startMs: 0, finishMs: 3000 } } };
    const answer = forecast(launch, observed, dated);
    expect(slips(answer)).toEqual({ 'day-2': 2, 'day-4': 2, 'day-7': 0, 'day-10': 0, 'day-14': 0 });
    expect(at(answer, 'b1s3')).toEqual({
      task: 'b1s3',
      state: 'waiting',
      startMs: 3000,
      finishMs: 4000,
      slackMs: 0,
    });
    expect(at(answer, 'b2s3')).toEqual({
      task: 'b2s3',
      state: 'waiting',
      startMs: 4000,
      finishMs: 6000,
      slackMs: 4000,
    });
    expect(made(answer).milestones[1]).toEqual({
      milestone: 'day-4',
      kind: 'dated',
      finishMs: 6000,
      decidedBy: 'b2s3',
      day: 6,
      date: '2026-11-28',
      slipDays: 2,
    });
  });

  it('[F3] lets slack take a delay up, and no more than it has', () => {
    // b3s4 ends at 7 and everything after it is back to back, so 2.5 days late there are 3 days at the end.
    const observed: Observed = {
      nowMs: 9500,
      tasks: {
        b1s2: { startMs: 0, finishMs: 1000 },
        b1s3: { startMs: 1000, finishMs: 2000 },
        b2s2: { startMs: 2000, finishMs: 4000 },
        b2s3: { startMs: 2000, finishMs: 4000 },
        b3s1: { startMs: 4000, finishMs: 7000 },
        b3s4: { startMs: 4000, finishMs: 9500 },
      },
    };
    const answer = forecast(launch, observed, dated);
    expect(slips(answer)).toEqual({ 'day-2': 0, 'day-4': 0, 'day-7': 3, 'day-10': 3, 'day-14': 3 });
    expect(made(answer).criticalPath).toEqual(['b3s4', 'b4s4', 'b5s4']);
    expect(made(answer).finishMs).toBe(16_500);
    expect(at(answer, 'b5s3')).toMatchObject({ startMs: 10_000, finishMs: 14_000, slackMs: 2500 });
    expect(at(answer, 'b3s4')).toEqual({ task: 'b3s4', state: 'finished', startMs: 4000, finishMs: 9500 });
  });

  it('[F3] follows what held a run that is over, whose tasks start a moment after what they wait for', () => {
    const observed: Observed = {
      nowMs: 20_000,
      tasks: {
        b1s2: { startMs: 40, finishMs: 3000 },
        b1s3: { startMs: 3070, finishMs: 5000 },
        b2s2: { startMs: 3080, finishMs: 4000 },
        b2s3: { startMs: 5060, finishMs: 9000 },
        b3s1: { startMs: 4000, finishMs: 7000 },
        b3s4: { startMs: 4000, finishMs: 8000 },
        b4s2: { startMs: 7050, finishMs: 9000 },
        b4s4: { startMs: 8030, finishMs: 9000 },
        b5s3: { startMs: 10_010, finishMs: 19_000 },
        b5s4: { startMs: 10_020, finishMs: 11_000 },
      },
    };
    expect(made(forecast(launch, observed, dated)).criticalPath).toEqual(['b5s3']);
    const asap = forecast(launch, observed, { ...dated, pace: 'asap', estimate: 'observed_ratio' });
    expect(made(asap).criticalPath).toEqual(['b1s2', 'b1s3', 'b2s3', 'b5s3']);
  });

  it('[F4] expects a running task that has overrun to end now', () => {
    const observed: Observed = { nowMs: 2500, tasks: { b1s2: { startMs: 0 } } };
    const answer = forecast(launch, observed, dated);
    expect(at(answer, 'b1s2')).toMatchObject({ state: 'running', startMs: 0, finishMs: 2500 });
    expect(slips(answer)).toMatchObject({ 'day-2': 2, 'day-4': 2 });
  });

  it('[F5] estimates from the mean of what finished tasks took for each planned day', () => {
    // 0.5 s and 1.5 s for a planned day each: 1 s on average, at a pace without dates.
    const observed: Observed = {
      nowMs: 2000,
      tasks: { b1s2: { startMs: 0, finishMs: 500 }, b1s3: { startMs: 500, finishMs: 2000 } },
    };
    const answer = forecast(launch, observed, { ...dated, pace: 'asap', estimate: 'observed_ratio' });
    expect(at(answer, 'b2s2')).toMatchObject({ startMs: 2000, finishMs: 4000 });
    expect(at(answer, 'b3s4')).toMatchObject({ startMs: 2000, finishMs: 5000 });
    expect(made(answer).criticalPath).toEqual(['b1s2', 'b1s3', 'b3s4', 'b4s4', 'b5s4']);
    expect(made(answer).finishMs).toBe(12_000);
    expect(made(answer).milestones[0]).toEqual({
      milestone: 'day-2',
      kind: 'undated',
      finishMs: 2000,
      decidedBy: 'b1s3',
    });
  });

  it('[F6] says what is missing instead of guessing', () => {
    expect(forecast(launch, nothing, { ...dated, pace: 'asap' })).toEqual({
      kind: 'not_enough_data',
      of: 'finished_tasks',
      have: 0,
      need: 1,
    });
    expect(forecast(makePlan(), nothing, dated)).toEqual({
      kind: 'not_enough_data',
      of: 'tasks',
      have: 0,
      need: 1,
    });
    const withoutWork = makePlan({ tasks: [task('b1s1', 1, 2)], milestones: [milestone(1)] });
    expect(slips(forecast(withoutWork, nothing, dated))).toEqual({ 'day-1': 'not_enough_data' });
  });

  it('[F6] names a cycle', () => {
    const plan = makePlan({ tasks: [task('b1s1', 1, 1, ['b1s2']), task('b1s2', 1, 1, ['b1s1'])] });
    expect(forecast(plan, nothing, dated)).toEqual({ kind: 'cycle', cycle: ['b1s1', 'b1s2'] });
  });

  it('[F7] gives a session one task at a time, the larger priority first', () => {
    const plan = makePlan({
      tasks: [task('b1s2', 1, 1), task('b2s2', 1, 2, [], 5), task('b3s3', 1, 1, ['b1s2'])],
    });
    const answer = forecast(plan, nothing, dated);
    expect(made(answer).tasks.map(({ task: id, startMs, finishMs }) => [id, startMs, finishMs])).toEqual([
      ['b1s2', 2000, 3000],
      ['b2s2', 0, 2000],
      ['b3s3', 3000, 4000],
    ]);
    expect(made(answer).criticalPath).toEqual(['b2s2', 'b1s2', 'b3s3']);
  });

  it('[F7] starts nothing before now', () => {
    const answer = forecast(launch, { nowMs: 5500, tasks: {} }, dated);
    expect(at(answer, 'b1s2')).toMatchObject({ startMs: 5500, finishMs: 6500 });
  });
});

describe('dateOfDay', () => {
  it('[F8] counts from the start date, across months and leap days', () => {
    expect(dateOfDay('2028-02-28', 1)).toBe('2028-02-28');
    expect(dateOfDay('2028-02-28', 3)).toBe('2028-03-01');
  });

  it('[F8] refuses what is no date', () => {
    for (const wrong of ['July 27', '2026-02-31', '']) {
      expect(() => dateOfDay(wrong, 1)).toThrow(expect.objectContaining({ code: 'bad_date' }));
    }
  });
});
