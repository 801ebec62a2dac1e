import assert from 'node:assert/strict';
import { test } from 'node:test';

test('service: the bad day that is rehearsed befalls each platform that the calendar speaks to', async () => {
  const { readJson } = await import('./tools/read-json.js');
  const { items } = await readJson('content_templates/calendar.json');
  const short = { instagram: 'ig', facebook: 'fb', x: 'x' };
  const platforms = new Set(items.map(({ platform }) => short[platform]));
  const befallen = new Set(
    (await readJson('src/bad-day.json')).map(({ endpoint }) => endpoint.split('.')[0]),
  );
  assert.deepEqual([...befallen].sort(), [...platforms].sort());
});
