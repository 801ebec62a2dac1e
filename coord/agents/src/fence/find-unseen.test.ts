import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import type { FencePlaces, FenceSpec } from './fence-spec.ts';
import { findUnseen } from './find-unseen.ts';

const node = process.execPath;
const folder = dirname(node);
const nowhere: FencePlaces = { writable: [], scratch: [], readable: [], hidden: [] };
const bubblewrap = (places: Partial<FencePlaces>): FenceSpec => ({
  ...{ kind: 'bubblewrap', program: '/bwrap', isRoot: false },
  ...{ ...nowhere, ...places },
});
const hidden: FencePlaces['hidden'] = [{ path: folder, is: 'folder' }];

it('[C1] a program below what the fence does not show cannot be started behind it', () => {
  expect(findUnseen(undefined, node)).toBeUndefined();
  expect(findUnseen({ kind: 'off', because: 'there is none' }, node)).toBeUndefined();
  expect(findUnseen(bubblewrap({}), node)).toBeUndefined();
  expect(findUnseen(bubblewrap({ scratch: [folder] }), node)).toBe(node);
  expect(findUnseen(bubblewrap({ hidden }), node)).toBe(node);
});

it('[C1] of the places around a program the deepest counts', () => {
  expect(findUnseen(bubblewrap({ hidden, readable: [node] }), node)).toBeUndefined();
});

it("[C1] macOS' own temporary folders are there behind its fence", () => {
  const seatbelt: FenceSpec = { kind: 'seatbelt', program: '/x', ...nowhere };
  expect(findUnseen({ ...seatbelt, scratch: [folder] }, node)).toBeUndefined();
  expect(findUnseen({ ...seatbelt, hidden }, node)).toBe(node);
});
