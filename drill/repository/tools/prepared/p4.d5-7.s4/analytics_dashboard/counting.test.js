import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCounts, sumByVersion } from './count-events.js';
import { figuresPage } from './figures-page.js';

const event = (kind, reader, minute = 1) => ({
  id: `${kind}:d01-x-a:${reader}`,
  kind,
  entry: 'd01-x-a',
  platform: 'x',
  variant: 'a',
  minute,
});

test('each event counts once, however often it is reported', () => {
  const counts = makeCounts();
  assert.deepEqual(
    ['counted', 'repeat', 'repeat'],
    [1, 2, 3].map(() => counts.add(event('viewed', 'r1'))),
  );
  counts.add(event('viewed', 'r2'));
  counts.add(event('clicked', 'r2', 5));
  const { events, repeats, lastMinute, entries } = counts.figures();
  assert.deepEqual({ events, repeats, lastMinute }, { events: 3, repeats: 2, lastMinute: 5 });
  assert.deepEqual([entries[0].views, entries[0].clicks, entries[0].bookings], [2, 1, 0]);
});

test('an event of an unknown kind is named and not dropped', () => {
  const counts = makeCounts();
  assert.equal(counts.add(event('shared', 'r1')), 'unknown');
  assert.deepEqual(counts.figures().unknown, { shared: 1 });
});

test('versions are summed over their entries', () => {
  const row = { platform: 'x', variant: 'a', views: 10, clicks: 2, bookings: 1 };
  assert.deepEqual(sumByVersion([row, row]), [
    { platform: 'x', variant: 'a', views: 20, clicks: 4, bookings: 2 },
  ]);
});

test('the page says where its figures come from, and divides by nothing', () => {
  const counts = makeCounts();
  counts.add(event('posted', 'r1'));
  const page = figuresPage({ source: 'simulated for a test', figures: counts.figures() });
  assert.match(page, /simulated for a test/);
  assert.match(page, /<td>0<\/td><td>-<\/td>/);
});
