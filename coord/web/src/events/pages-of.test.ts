import { expect, test } from 'vitest';
import { pagesOf } from './pages-of.ts';

const log = { total: 1_000, known: 200, pageSize: 200 };

test('rows that the newest events cover need no page', () => {
  expect(pagesOf(log, { first: 0, last: 40 })).toEqual([]);
  expect(pagesOf({ ...log, total: 0, known: 0 }, { first: 0, last: 40 })).toEqual([]);
});

test('the oldest row is in the first page, and a view over a border needs both pages', () => {
  expect(pagesOf(log, { first: 980, last: 1_020 })).toEqual([0]);
  expect(pagesOf(log, { first: 190, last: 230 })).toEqual([3]);
  expect(pagesOf(log, { first: 380, last: 420 })).toEqual([2, 3]);
});
