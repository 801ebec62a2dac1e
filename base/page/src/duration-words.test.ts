import { expect, test } from 'vitest';
import { durationWords } from './duration-words.ts';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [59_999, '59 s'],
  [61_000, '1 min 1 s'],
  [7_500_000, '2 h 5 min'],
  [7_200_000, '2 h'],
  [90_000_000, '1 d 1 h'],
])('%i ms reads %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
