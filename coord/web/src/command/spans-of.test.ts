import { expect, test } from 'vitest';
import { spansOf } from './spans-of.ts';

const minute = 60_000;
const chart = { startedAt: 0, lastAt: 10 * minute, plan: { from: 0, until: 60 * minute } };

test('the end of a run that goes on is ahead of the clock and stays where it is for a while', () => {
  const ends = [10.2, 10.3, 10.4].map((at) => spansOf(chart, at * minute).run.until);
  expect(new Set(ends).size).toBe(1);
  expect(ends[0]).toBeGreaterThan(10.4 * minute);
  expect(ends[0]).toBeLessThan(12 * minute);
});

test('a run that is over ends a little behind its last turn, and the plan where its days end', () => {
  expect(spansOf(chart, null)).toEqual({
    run: { from: 0, until: 10.4 * minute },
    plan: { from: 0, until: 60 * minute },
  });
});

test('a run that is past its plan reaches as far as the run', () => {
  const { run, plan } = spansOf(chart, 90 * minute);
  expect(plan!.until).toBe(run.until);
});

test('without days there is no plan to show', () => {
  expect(spansOf({ ...chart, plan: null }, null).plan).toBeNull();
});
