import { expect, test } from 'vitest';
import { momentWords } from './when.tsx';

test('a moment is told on the wall of the readers, with seconds and another year where they are wanted', () => {
  const at = '2026-03-17T07:55:41.000Z';
  const now = Date.parse('2026-03-16T06:00:00Z');
  expect(momentWords(at, 'Europe/Berlin', { now, isExact: false })).toMatch(/^Tue,? 17 Mar, 08:55$/);
  expect(momentWords(at, 'Europe/Berlin', { now, isExact: true })).toMatch(/^Tue,? 17 Mar, 08:55:41$/);
  const later = '2027-03-17T07:55:41.000Z';
  expect(momentWords(later, 'Europe/Berlin', { now, isExact: false })).toMatch(/^Wed,? 17 Mar 2027, 08:55$/);
});
