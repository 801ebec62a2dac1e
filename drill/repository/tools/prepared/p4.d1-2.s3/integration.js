import assert from 'node:assert/strict';
import { test } from 'node:test';

test('service: what the hub published are pieces of the calendar, at their minute', async () => {
  const { readJson } = await import('./tools/read-json.js');
  const { items } = await readJson('content_templates/calendar.json');
  const { scheduled, published } = await readJson('src/published.json');
  assert.equal(
    Object.values(scheduled).reduce((sum, count) => sum + count, 0),
    items.length,
  );
  for (const { item, platform, dueAt } of published) {
    const piece = items.find(({ id }) => id === item);
    assert.deepEqual([platform, new Date(dueAt)], [piece?.platform, new Date(piece?.at)], item);
  }
});
