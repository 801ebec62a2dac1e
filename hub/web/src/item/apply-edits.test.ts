import { expect, test } from 'vitest';
import { applyEdits } from './apply-edits.ts';

test('edits are made where they point at, whatever their order', () => {
  const edits = [
    { start: 0, end: 4, text: 'Everyone' },
    { start: 10, end: 11, text: '' },
  ];
  expect(applyEdits('Guys, look! Now', edits)).toBe('Everyone, look Now');
  expect(applyEdits('Guys, look! Now', edits.toReversed())).toBe('Everyone, look Now');
  expect(applyEdits('As it is', [])).toBe('As it is');
});
