import { expect, test } from 'vitest';
import { makeIds } from './ids.ts';
import { makeVirtualClock } from './virtual-clock.ts';

const startAt = new Date('2026-12-01T09:00:00Z');
const seed = 11;

function idsFrom(start: Date) {
  const clock = makeVirtualClock(start);
  const ids = makeIds(seed, clock);
  const take = () => [
    ...[ids.snowflake(), ids.facebook('content')],
    ...(['container', 'media', 'comment'] as const).map((kind) => ids.instagram(kind)),
  ];
  return { clock, ids, take };
}

test('[S3] what is published later has a greater id, also in one second', () => {
  const { clock, take } = idsFrom(startAt);
  const taken = [take(), take()];
  clock.advance(60_000);
  taken.push(take());
  for (const [index, first] of taken[0]!.entries()) {
    const column = [first, taken[1]![index]!, taken[2]![index]!].map(BigInt);
    expect(column).toEqual([...column].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(column).size).toBe(3);
  }
});

test('[S3] a sandbox that takes the place of one that was killed gives none of its ids to another post', () => {
  const killed = idsFrom(startAt);
  const before = Array.from({ length: 5 }, killed.take).flat();
  const after = Array.from({ length: 5 }, idsFrom(new Date(startAt.getTime() + 60_000)).take).flat();
  expect(before.filter((id) => after.includes(id))).toEqual([]);
});

test('the shapes are those of the platforms', () => {
  const { ids } = idsFrom(startAt);
  expect(ids.instagram('media')).toMatch(/^1801\d{13}$/);
  expect(ids.instagram('account')).toMatch(/^1784\d{13}$/);
  expect(ids.facebook('content')).toMatch(/^1\d{14}$/);
  expect(ids.facebook('actor')).toMatch(/^1\d{14}$/);
});
