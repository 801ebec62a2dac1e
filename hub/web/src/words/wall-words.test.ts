import { expect, test } from 'vitest';
import { wallWords } from './wall-words.ts';

test('a time on the wall is said by its weekday, and stays what the wall shows', () => {
  expect(wallWords('2026-03-16T18:20')).toBe('Mon 16 Mar, 18:20');
  expect(wallWords('2026-03-29T02:30')).toBe('Sun 29 Mar, 02:30');
});
