import { expect, test } from 'vitest';
import { findByText } from '../src/find-by-text.ts';
import { makePost } from './make-subject.ts';

const since = new Date('2026-12-01T09:00:00Z');
const at = (minutes: number) => new Date(since.getTime() + minutes * 60_000);
const post = makePost({ platform: 'instagram', kind: 'photo', text: 'Tea at five' });
const listed = (id: string, text: string, minutes: number) => ({ id, text, at: at(minutes) });

test('[N23] a post of which nothing is held is found by its text and its time', () => {
  const newest = [
    listed('3', 'Another', 20),
    listed('2', 'Tea  at five', 10),
    listed('1', 'Tea at five', -600),
  ];
  expect(findByText(post, newest, { since, isWhole: true })).toMatchObject({
    kind: 'found',
    handles: { post: '2' },
  });
  const older = [listed('1', 'Tea at five', -600)];
  expect(findByText(post, older, { since, isWhole: false }).kind).toBe('absent');
});

test('[N23] a list that does not reach back far enough, and a post without a text, say nothing', () => {
  const newest = [listed('3', 'Another', 20)];
  expect(findByText(post, newest, { since, isWhole: true }).kind).toBe('absent');
  expect(findByText(post, newest, { since, isWhole: false }).kind).toBe('unreadable');
  const story = { ...post, kind: 'story' as const };
  const wordless = { ...post, text: ' https://example.com ' };
  for (const one of [story, wordless])
    expect(findByText(one, [], { since, isWhole: true }).kind).toBe('unreadable');
});
