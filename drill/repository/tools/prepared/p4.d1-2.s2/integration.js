import assert from 'node:assert/strict';
import { test } from 'node:test';

test('content: every day of the calendar speaks to every platform in two versions', async () => {
  const { readCalendar } = await import('./tools/calendar.js');
  const { readJson } = await import('./tools/read-json.js');
  const platforms = Object.keys(await readJson('content_templates/platforms.json'));
  const wanted = platforms.flatMap((platform) => [`${platform} a`, `${platform} b`]).sort();
  const calendar = await readCalendar();
  assert.equal(calendar.length, 30);
  for (const { day, entries } of calendar) {
    assert.deepEqual(
      entries.map(({ platform, variant }) => `${platform} ${variant}`).sort(),
      wanted,
      `day ${day}`,
    );
  }
});
