import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions } from '../../analytics_dashboard/compare-versions.js';
import { makeRandom } from '../random.js';
import { readJson } from '../read-json.js';

/** Clicks of `views` simulated readers who click with this chance. */
function draw(random, views, chance) {
  let clicks = 0;
  for (let view = 0; view < views; view += 1) clicks += random() < chance ? 1 : 0;
  return { views, clicks };
}

function found(times, chanceA, chanceB) {
  const random = makeRandom(11);
  let count = 0;
  for (let time = 0; time < times; time += 1) {
    const result = compareVersions(draw(random, 400, chanceA), draw(random, 400, chanceB));
    count += result.kind === 'compared' && result.p < 0.05 ? 1 : 0;
  }
  return count / times;
}

test('where there is no difference, about one comparison in twenty finds one', () => {
  const share = found(1000, 0.1, 0.1);
  console.log(`${(100 * share).toFixed(1)} % of 1000 comparisons of equal versions call a difference`);
  assert.ok(share > 0.03 && share < 0.07, `${share}`);
});

test('a difference of 10 to 20 % is mostly found', () => {
  const share = found(300, 0.1, 0.2);
  assert.ok(share > 0.95, `${share}`);
});

test('the list of changes holds what the figures say', async () => {
  const { source, entries } = await readJson('analytics_dashboard/figures.json');
  const list = await readJson('analytics_dashboard/recommendations.json');
  assert.equal(list.source, source);
  assert.equal(list.recommendations.length, 3);
  for (const { platform, z, p } of list.recommendations) {
    const [a, b] = ['a', 'b'].map((variant) => {
      const rows = entries.filter((entry) => entry.platform === platform && entry.variant === variant);
      const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
      return { views: sum('views'), clicks: sum('clicks') };
    });
    const pooled = (a.clicks + b.clicks) / (a.views + b.views);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.views + 1 / b.views));
    assert.ok(Math.abs(z - (b.clicks / b.views - a.clicks / a.views) / error) < 1e-5, platform);
    assert.equal(p < 0.05, Math.abs(z) > 1.959964, platform);
  }
});
