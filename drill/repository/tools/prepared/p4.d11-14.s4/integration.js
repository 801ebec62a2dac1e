import assert from 'node:assert/strict';
import { test } from 'node:test';

test('figures: every order that names a post names one of the calendar', async () => {
  const { readCalendar } = await import('./tools/calendar.js');
  const { readJson } = await import('./tools/read-json.js');
  const ids = new Set((await readCalendar()).flatMap(({ entries }) => entries.map(({ id }) => id)));
  const { source, orders } = await readJson('analytics_dashboard/orders.json');
  assert.match(source, /simulated/);
  for (const { id, touches } of orders)
    assert.deepEqual(
      touches.filter((touch) => !ids.has(touch)),
      [],
      id,
    );
});
