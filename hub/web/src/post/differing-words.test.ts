import { expect, test } from 'vitest';
import { differingWords } from './differing-words.ts';

const shown = (one: string, other: string) => {
  const [a, b] = differingWords(one, other);
  return [
    a.map(({ start, end }) => one.slice(start, end)),
    b.map(({ start, end }) => other.slice(start, end)),
  ];
};

test('what one text has and the other has not is marked in each, neighbours as one stretch', () => {
  expect(
    shown('Glaze tests take a week. Tell us yours.', 'Glaze tests take a week. Read the guide.'),
  ).toEqual([['Tell us yours.'], ['Read the guide.']]);
  expect(shown('One kiln,\n\ntwo shelves', 'One kiln, no shelves')).toEqual([['two'], ['no']]);
});

test('equal texts have no difference, and an empty one has nothing to mark', () => {
  expect(shown('The same', 'The same')).toEqual([[], []]);
  expect(shown('', 'All of it')).toEqual([[], ['All of it']]);
});
