import assert from 'node:assert/strict';
import { test } from 'node:test';

test('figures: every post of the first week is in the calendar and has its figures', async () => {
  const { readPublished } = await import('./tools/calendar.js');
  const { readJson } = await import('./tools/read-json.js');
  const figures = await readJson('analytics_dashboard/figures.json');
  const week = await readPublished(7);
  assert.match(figures.source, /simulated/);
  assert.deepEqual(
    figures.entries.map(({ entry }) => entry),
    week.map(({ id }) => id).sort(),
  );
  for (const { entry, posts, views, clicks, bookings } of figures.entries) {
    assert.ok(posts === 1 && views >= clicks && clicks >= bookings, entry);
  }
});
