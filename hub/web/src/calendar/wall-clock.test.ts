import { expect, test } from 'vitest';
import { clockOf, findClockChange, minuteOf, wallAt } from './wall-clock.ts';

test('the wall shows the time of its zone', () => {
  expect(wallAt(Date.parse('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29T03:00');
  expect(wallAt(Date.parse('2026-03-29T00:59:00Z'), 'Europe/Berlin')).toBe('2026-03-29T01:59');
});

test.each([
  ['2026-03-29', 'Europe/Berlin', { kind: 'gap', from: 120, to: 180 }],
  ['2026-10-25', 'Europe/Berlin', { kind: 'overlap', from: 120, to: 180 }],
  ['2026-03-08', 'America/New_York', { kind: 'gap', from: 120, to: 180 }],
  ['2026-04-05', 'Australia/Lord_Howe', { kind: 'overlap', from: 90, to: 120 }],
  ['2026-03-28', 'Europe/Berlin', undefined],
  ['2026-07-01', 'Asia/Kolkata', undefined],
])('%s in %s: %o', (day, zone, expected) => {
  expect(findClockChange(day, zone)).toEqual(expected);
});

test('minutes of the day and the clock say the same', () => {
  expect([minuteOf('09:05'), clockOf(545)]).toEqual([545, '09:05']);
});
