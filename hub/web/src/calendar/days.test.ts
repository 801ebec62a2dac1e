import { expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, isDay, weekday, weekOf, weeksOfMonth } from './days.ts';

test('days are counted over months, years and leap days', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
});

test('a week begins on Monday', () => {
  expect(weekday('2026-03-16')).toBe(0);
  expect(weekOf('2026-03-22')).toEqual(weekOf('2026-03-16'));
});

test('a month is shown in whole weeks, as many as it touches', () => {
  expect(weeksOfMonth('2026-03-16').map(([monday]) => monday)).toEqual([
    '2026-02-23',
    '2026-03-02',
    '2026-03-09',
    '2026-03-16',
    '2026-03-23',
    '2026-03-30',
  ]);
  expect(weeksOfMonth('2027-02-10')).toHaveLength(4);
});

test('the next month has the same day, or its last', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2026-03-16', -3)).toBe('2025-12-16');
});

test('what is no day is not taken for one', () => {
  expect([isDay('2026-13-01'), isDay('soon'), isDay('2026-03-16')]).toEqual([false, false, true]);
});
