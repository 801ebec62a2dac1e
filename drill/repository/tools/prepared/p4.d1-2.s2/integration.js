import assert from 'node:assert/strict';
import { test } from 'node:test';

test('content: every day of the calendar speaks to every platform, each piece in two versions', async () => {
  const { readCalendar } = await import('./tools/calendar.js');
  const calendar = await readCalendar();
  assert.equal(calendar.length, 30);
  for (const { date, entries } of calendar) {
    assert.deepEqual([...new Set(entries.map(({ platform }) => platform))].sort(), [
      'facebook',
      'instagram',
      'x',
    ]);
    assert.equal(entries.filter(({ isPublished }) => isPublished).length * 2, entries.length, date);
  }
});
