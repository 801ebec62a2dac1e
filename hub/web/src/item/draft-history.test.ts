import { expect, test } from 'vitest';
import { beginHistory, redone, undone, written } from './draft-history.ts';

const typed = (of: string, at: number) => ({ of, at, isWhole: false });
const acted = (of: string, at: number) => ({ of, at, isWhole: true });

test('letters that follow each other are one step, a pause or another field begins the next', () => {
  let history = beginHistory('');
  history = written(history, 'a', typed('text', 0));
  history = written(history, 'ab', typed('text', 300));
  history = written(history, 'abc', typed('text', 5_000));
  history = written(history, 'abc d', typed('comment', 5_100));
  expect(history.past).toEqual(['', 'ab', 'abc']);
});

test('what is undone can be done again until something else is written', () => {
  const two = written(written(beginHistory('a'), 'b', acted('add', 0)), 'c', acted('add', 1));
  expect(undone(two)).toMatchObject({ past: ['a'], now: 'b', future: ['c'] });
  expect(redone(undone(two)).now).toBe('c');
  expect(written(undone(two), 'd', acted('move', 2))).toMatchObject({ past: ['a', 'b'], future: [] });
  expect(undone(beginHistory('a')).now).toBe('a');
  expect(redone(beginHistory('a')).now).toBe('a');
});

test('an act is a step of its own, and typing after it begins anew', () => {
  const added = written(written(beginHistory('a'), 'ab', typed('text', 0)), 'ab|', acted('add', 100));
  const after = written(added, 'abc|', typed('text', 200));
  expect(after.past).toEqual(['a', 'ab', 'ab|']);
});
