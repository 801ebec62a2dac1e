import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions, upperTail, viewsNeeded } from './compare-versions.js';
import { recommend } from './recommend.js';

const near = (value, expected, error) =>
  assert.ok(Math.abs(value - expected) < error, `${value}, expected ${expected}`);

test('the tail of the normal curve agrees with the tables', () => {
  near(upperTail(0), 0.5, 1e-7);
  near(upperTail(1.644854), 0.05, 1e-6);
  near(upperTail(2.575829), 0.005, 1e-6);
});

test('200 against 250 of 1,000 is a difference at z 2.68', () => {
  const result = compareVersions({ clicks: 200, views: 1000 }, { clicks: 250, views: 1000 });
  near(result.z, 2.6774, 1e-4);
  near(result.p, 0.00742, 1e-5);
  near(result.interval[0], 0.0135, 1e-4);
  near(result.interval[1], 0.0865, 1e-4);
});

test('swapped versions answer with the opposite sign', () => {
  const [a, b] = [
    { clicks: 30, views: 300 },
    { clicks: 45, views: 280 },
  ];
  near(compareVersions(a, b).z, -compareVersions(b, a).z, 1e-12);
});

test('few clicks are no comparison', () => {
  assert.deepEqual(compareVersions({ clicks: 4, views: 90 }, { clicks: 30, views: 90 }), {
    kind: 'not_enough_data',
    have: 4,
    need: 5,
  });
});

test('telling 10 from 12 % takes about 3,840 views of each version', () => {
  near(viewsNeeded(0.1, 0.12), 3839, 5);
});

test('a difference that one comparison would accept is not accepted among three', () => {
  const same = { clicks: 60, views: 600 };
  const sums = ['one', 'two', 'three'].flatMap((platform) => [
    { platform, variant: 'a', ...same },
    { platform, variant: 'b', ...same, ...(platform === 'one' ? { clicks: 84 } : {}) },
  ]);
  const [first, second] = recommend(sums);
  assert.ok(first.p > 0.05 / 3 && first.p < 0.05);
  assert.match(first.advice, /^go on asking/);
  assert.match(second.advice, /try a third/);
});
