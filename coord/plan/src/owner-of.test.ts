import { expect, test } from 'vitest';
import { isGranted } from './owner-of.ts';

test.each([
  ['src', 'src', true],
  ['src', 'src/a', true],
  ['/src/', 'src/a/b', true],
  ['./src', 'src/a', true],
  ['src', 'srcs/a', false],
  ['src/a', 'src', false],
  ['.github', '.github/x', true],
  ['', 'src', false],
  ['/', 'src', false],
])('a grant of %j covers %j: %s', (granted, path, is) => {
  expect(isGranted(granted, path)).toBe(is);
});
