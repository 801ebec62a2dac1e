import assert from 'node:assert/strict';
import { test } from 'node:test';

test('figures: the list of changes speaks of every platform once, with its evidence', async () => {
  const { readJson } = await import('./tools/read-json.js');
  const { entries } = await readJson('analytics_dashboard/figures.json');
  const { recommendations } = await readJson('analytics_dashboard/recommendations.json');
  const platforms = [...new Set(entries.map(({ platform }) => platform))].sort();
  assert.deepEqual(recommendations.map(({ platform }) => platform).sort(), platforms);
  for (const { platform, kind, p } of recommendations)
    assert.ok(kind === 'not_enough_data' || (p >= 0 && p <= 1), platform);
});
