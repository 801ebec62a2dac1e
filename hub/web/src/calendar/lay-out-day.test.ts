import { expect, test } from 'vitest';
import { layOutDay } from './lay-out-day.ts';

const placesOf = (...minutes: number[]) =>
  layOutDay(minutes.map((minute) => ({ item: minute, minute }))).map(({ item, lane, lanes }) => [
    item,
    lane,
    lanes,
  ]);

test('what stands alone has the whole width', () => {
  expect(placesOf(480, 600)).toEqual([
    [480, 0, 1],
    [600, 0, 1],
  ]);
});

test('what would lie over each other stands side by side, and a lane is used again', () => {
  expect(placesOf(500, 480, 540)).toEqual([
    [480, 0, 2],
    [500, 1, 2],
    [540, 0, 2],
  ]);
});
