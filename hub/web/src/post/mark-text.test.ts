import { expect, test } from 'vitest';
import { markText } from './mark-text.ts';

test('a text is cut where marks begin and end, and a piece has every kind that it lies in', () => {
  const pieces = markText('abcdef', [
    { start: 1, end: 4, kind: 'error' },
    { start: 3, end: 5, kind: 'other' },
  ]);
  expect(pieces.map(({ text, kinds }) => [text, kinds])).toEqual([
    ['a', []],
    ['bc', ['error']],
    ['d', ['error', 'other']],
    ['e', ['other']],
    ['f', []],
  ]);
  expect(pieces.map(({ start }) => start)).toEqual([0, 1, 3, 4, 5]);
});

test('marks beyond the text and of no length change nothing', () => {
  expect(markText('ab', [{ start: 2, end: 9, kind: 'error' }])).toEqual([
    { start: 0, text: 'ab', kinds: [] },
  ]);
  expect(markText('', [{ start: 0, end: 3, kind: 'error' }])).toEqual([]);
});
