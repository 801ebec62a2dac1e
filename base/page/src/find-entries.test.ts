import { expect, test } from 'vitest';
import { findEntries } from './find-entries.ts';

const entries = [
  { name: 'Events', kind: 'view', address: '/events' },
  { name: 'b1s2 Content calendar', kind: 'Session 2, done', address: '/tasks/a' },
  { name: 'Calendar events', kind: 'Session 3, working', address: '/tasks/b' },
];
const found = (text: string) => findEntries(entries, text).map(({ address }) => address);

test('every word has to be there, in name or kind, in any order', () => {
  expect(found('calendar session 2')).toEqual(['/tasks/a']);
  expect(found('working calendar')).toEqual(['/tasks/b']);
  expect(found('nothing')).toEqual([]);
});

test('a name that begins with the word comes first, and no word finds all', () => {
  expect(found('cal')).toEqual(['/tasks/b', '/tasks/a']);
  expect(found('event')).toEqual(['/events', '/tasks/b']);
  expect(found('')).toHaveLength(3);
});
