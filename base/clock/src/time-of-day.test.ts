import { expect, test } from 'vitest';
import { formatTimeOfDay, parseTimeOfDay } from './time-of-day.ts';

test('hours and minutes are read and written', () => {
  expect(['9:05', '09:05', '23:59', '00:00'].map(parseTimeOfDay)).toEqual([545, 545, 1439, 0]);
  expect(['24:00', '9', '9:5', '09:60', ' 9:05'].map(parseTimeOfDay)).toEqual(Array(5).fill(undefined));
  expect([545, 1439, 0].map(formatTimeOfDay)).toEqual(['09:05', '23:59', '00:00']);
});
