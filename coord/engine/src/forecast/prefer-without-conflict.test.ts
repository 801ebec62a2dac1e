import { expect, test } from 'vitest';
import { preferWithoutConflict } from './prefer-without-conflict.ts';

const item = (
  id: string,
  session: number,
  parts: { priority?: number; firstDay?: number; ownedPaths?: string[] } = {},
) => ({
  id,
  session,
  priority: 0,
  firstDay: 1,
  ownedPaths: [],
  ...parts,
});
const forecast = { session: 2, other: 3, paths: [{ path: 'api/users.ts', reason: 'contents' }] };
const order = (items: ReturnType<typeof item>[], forecasts = [forecast]) =>
  preferWithoutConflict(items, forecasts).map(({ id }) => id);

test('[C8] work of a session in a predicted conflict begins after the rest of its priority and day', () => {
  const ready = [item('a', 2), item('b', 4), item('c', 3), item('d', 5)];
  expect(order(ready)).toEqual(['b', 'd', 'a', 'c']);
  expect(order(ready, [])).toEqual(['a', 'b', 'c', 'd']);
});

test('[C8] so does work whose own paths hold one that others collide in', () => {
  const ready = [
    item('folder', 4, { ownedPaths: ['/api/'] }),
    item('file', 5, { ownedPaths: ['api/users.ts'] }),
    item('beside', 6, { ownedPaths: ['api/users', 'apis'] }),
  ];
  expect(order(ready)).toEqual(['beside', 'folder', 'file']);
});

test('[C8] priority and day come first', () => {
  const ready = [
    item('late', 4, { firstDay: 2 }),
    item('small', 5),
    item('large', 2, { priority: 1 }),
    item('small2', 3),
  ];
  expect(order(ready)).toEqual(['large', 'small', 'small2', 'late']);
});
