import { expect, test } from 'vitest';
import { isVisible, ticksOf, xOf } from './time-axis.ts';

const axis = { from: 1_000, until: 61_000, width: 600 };

test('a moment stands at its share of the width', () => {
  expect([xOf(axis, 1_000), xOf(axis, 31_000), xOf(axis, 61_000)]).toEqual([0, 300, 600]);
});

test('ticks are round, begin at the start and keep their distance', () => {
  const ticks = ticksOf(axis, 90);
  expect(ticks.map(({ at }) => at)).toEqual([1_000, 11_000, 21_000, 31_000, 41_000, 51_000, 61_000]);
  expect(ticks.every(({ stepMs }) => stepMs === 10_000)).toBe(true);
});

test('a run of years has ticks too, and an empty span has none', () => {
  const years = { from: 0, until: 3 * 365 * 86_400_000, width: 600 };
  expect(ticksOf(years, 90).length).toBeLessThanOrEqual(7);
  expect(ticksOf({ from: 5, until: 5, width: 600 }, 90)).toEqual([]);
});

test('what lies beside the part in view is not visible, what reaches into it is', () => {
  const bar = { from: 21_000, until: 31_000 };
  expect(isVisible({ axis, left: 0, right: 100 }, bar)).toBe(false);
  expect(isVisible({ axis, left: 290, right: 400 }, bar)).toBe(true);
  expect(isVisible({ axis, left: 301, right: 400 }, bar)).toBe(false);
});
