import { expect, test } from 'vitest';
import { movedText, splitText } from './thread-texts.ts';

test('a text is put in another place, and the others keep their order', () => {
  expect(movedText(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(movedText(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(movedText(['a'], 4, 0)).toEqual(['a']);
});

test('a long text is cut behind a paragraph, a sentence or a word that fits', () => {
  expect(splitText('One shelf.\n\nTwo shelves and more.', 20)).toEqual([
    'One shelf.',
    'Two shelves and more.',
  ]);
  expect(splitText('One shelf. Two shelves. Three of them.', 30)).toEqual([
    'One shelf. Two shelves.',
    'Three of them.',
  ]);
  expect(splitText('One shelf and another', 12)).toEqual(['One shelf', 'and another']);
  expect(splitText('aaaaaaaaaaaa', 5)).toEqual(['aaaaa', 'aaaaaaa']);
});
