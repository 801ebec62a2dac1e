import { expect, test } from 'vitest';
import { freshNotices } from './fresh-notices.ts';

const notice = (subject: string) => ({
  ...{ subject, kind: 'decision' as const, title: subject, text: '', isOver: false },
});

test('each thing is shown once while it is so, again when it has come back, and nothing that waited before', () => {
  const first = freshNotices([notice('a')], undefined);
  expect(first.fresh).toEqual([]);
  const second = freshNotices([notice('a'), notice('b')], first.known);
  expect(second.fresh.map(({ subject }) => subject)).toEqual(['b']);
  expect(freshNotices([notice('a'), notice('b')], second.known).fresh).toEqual([]);
  const gone = freshNotices([notice('b')], second.known);
  expect(freshNotices([notice('a')], gone.known).fresh.map(({ subject }) => subject)).toEqual(['a']);
});
