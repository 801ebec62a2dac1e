import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJson } from '../read-json.js';

const { source, orders } = await readJson('analytics_dashboard/orders.json');
const report = await readJson('analytics_dashboard/report.json');
const totalCents = orders.reduce((sum, { amountCents }) => sum + amountCents, 0);
const sumOf = (credit) => Object.values(credit).reduce((sum, cents) => sum + cents, 0);

test('what the posts are credited with sums up to what was paid, under either rule', () => {
  assert.ok(orders.length > 0);
  assert.equal(report.totalCents, totalCents);
  assert.equal(sumOf(report.credit.lastTouch), totalCents);
  assert.equal(sumOf(report.credit.linear), totalCents);
});

test('every order is credited to its own posts and to no other', () => {
  for (const [post, cents] of Object.entries(report.credit.lastTouch)) {
    const own = orders.filter(({ touches }) => (touches.at(-1) ?? 'unknown') === post);
    assert.equal(
      cents,
      own.reduce((sum, { amountCents }) => sum + amountCents, 0),
      post,
    );
  }
});

test('the platforms earned what their posts are credited with', () => {
  const earned = Object.values(report.returns).reduce((sum, { earnedCents }) => sum + earnedCents, 0);
  assert.equal(earned + (report.credit.linear.unknown ?? 0), totalCents);
});

test('the report forecasts what a week allows, and says what it cannot know', () => {
  assert.equal(report.source, source);
  assert.match(source, /simulated/);
  assert.equal(report.forecast.threeDays.days.length, 3);
  assert.deepEqual(report.forecast.threeMonths, { kind: 'not_enough_data', have: 7, need: 180 });
});
