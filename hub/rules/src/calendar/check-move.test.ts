import { expect, test } from 'vitest';
import { calendarOf, kiln } from '../../test/read-fixtures.ts';
import { checkMove } from './check-move.ts';
import type { Item } from './item.ts';
import { resolveWall } from './wall-time.ts';

const calendar = calendarOf(kiln, { seed: 7 });
const item = calendar.items.find(({ channel }) => channel === 'kiln-x')!;
const next = calendar.items.find(({ channel, at }) => channel === 'kiln-x' && at > item.at)!;

function movedTo(wall: string): Item {
  const resolved = resolveWall(wall, item.zone, item.policy);
  if (resolved.kind === 'refused') throw new Error(wall);
  const variants = item.variants.map((one) => ({ ...one, wall, at: resolved.at }));
  return { ...item, wall, at: resolved.at, variants: variants as unknown as Item['variants'] };
}

const rulesAt = (wall: string) => checkMove(calendar, kiln, movedTo(wall)).map(({ rule }) => rule);

test('[C34] a move within the posting windows and its spacing breaks nothing', () => {
  expect(rulesAt(item.wall)).toEqual([]);
});

test('[C34] a move out of the windows, onto a day to avoid, or too near another post says so', () => {
  const day = item.wall.slice(0, 10);
  expect(rulesAt(`${day}T03:00`)).toContain('C8/window');
  expect(rulesAt('2026-12-24T08:30')).toContain('C9/date-to-avoid');
  expect(rulesAt(next.wall)).toContain('C22/spacing');
});

test('[C34] what was wrong before the move is not held against it', () => {
  const early = movedTo(`${item.wall.slice(0, 10)}T03:00`);
  const before = { ...calendar, items: calendar.items.map((one) => (one.id === item.id ? early : one)) };
  expect(checkMove(before, kiln, early)).toEqual([]);
});
