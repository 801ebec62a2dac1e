import assert from 'node:assert/strict';
import { test } from 'node:test';

test('content: every platform of the figures has its shares, and they make a whole', async () => {
  const { readJson } = await import('./tools/read-json.js');
  const { entries } = await readJson('analytics_dashboard/figures.json');
  const { shares } = await readJson('content_templates/selection.json');
  const platforms = [...new Set(entries.map(({ platform }) => platform))].sort();
  assert.deepEqual(Object.keys(shares).sort(), platforms);
  for (const {
    shares: { a, b },
  } of Object.values(shares))
    assert.equal(a + b, 1);
});
