import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJson } from '../read-json.js';

const { source, shares, rewrite } = await readJson('content_templates/selection.json');
const { source: counted, entries } = await readJson('analytics_dashboard/figures.json');

function clickShare(platform, variant) {
  const rows = entries.filter((entry) => entry.platform === platform && entry.variant === variant);
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  return { share: sum('clicks') / sum('views'), views: sum('views') };
}

test('each platform has shares that make a whole and leave both versions in the race', () => {
  assert.deepEqual(Object.keys(shares).sort(), ['facebook', 'instagram', 'x']);
  for (const [platform, { shares: own }] of Object.entries(shares)) {
    assert.equal(own.a + own.b, 1, platform);
    assert.ok(own.a >= 0.1 && own.b >= 0.1, platform);
  }
});

test('a version that got more readers had clearly more clicks, by at least three standard errors', () => {
  const decided = Object.entries(shares).filter(([, { shares: own }]) => own.a !== own.b);
  assert.ok(decided.length > 0, 'expected at least one platform with a clear answer in this audience');
  for (const [platform, { shares: own }] of decided) {
    const [better, other] = own.a > own.b ? ['a', 'b'] : ['b', 'a'];
    const [one, two] = [clickShare(platform, better), clickShare(platform, other)];
    const error = Math.sqrt(
      (one.share * (1 - one.share)) / one.views + (two.share * (1 - two.share)) / two.views,
    );
    assert.ok(one.share - two.share > 3 * error, `${platform}: ${one.share} against ${two.share}`);
  }
});

test('the choice says whose clicks it is made from, and names the posts to rewrite', () => {
  assert.equal(source, counted);
  for (const post of rewrite)
    assert.ok(
      entries.some(({ entry }) => entry.startsWith(`${post}-`)),
      post,
    );
});
