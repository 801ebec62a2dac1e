import { expect, test } from 'vitest';
import { freshEvents } from './fresh-events.ts';

const told = [9, 8, 7, 5].map((id) => ({ id }) as Parameters<typeof freshEvents>[0][number]);
const ids = (at: number) => freshEvents(told, at).map(({ id }) => id);

test('what came after the reading is fresh, newest first', () => {
  expect(ids(7)).toEqual([9, 8]);
  expect(ids(6)).toEqual([9, 8, 7]);
  expect(ids(9)).toEqual([]);
});

test('nothing is, while an event between the reading and the stream may be missing', () => {
  expect(ids(4)).toEqual([]);
  expect(freshEvents([], 4)).toEqual([]);
});
