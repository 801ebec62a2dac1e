import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReadings } from './check-readings.js';
import { nextCalls } from './next-calls.js';

const normal = {
  posted: { atLeast: 0.99, severity: 'critical', means: 'posts go out' },
  age: { atMost: 1, severity: 'warning', means: 'figures are live' },
};

test('normal readings raise nothing, borders included', () => {
  assert.deepEqual(checkReadings({ posted: 0.99, age: 1 }, normal), []);
});

test('a reading beyond its border names both', () => {
  assert.deepEqual(checkReadings({ posted: 0.98, age: 0 }, normal), [
    { name: 'posted', severity: 'critical', message: 'posts go out: expected at least 0.99, read 0.98' },
  ]);
});

test('a reading that is missing is an alarm', () => {
  assert.equal(
    checkReadings({ posted: 1 }, normal)[0].message,
    'figures are live: expected at most 1, no reading came',
  );
  assert.equal(checkReadings({ posted: 1, age: Number.NaN }, normal).length, 1);
});

test('an alarm calls once, again after an hour, and says when it is over', () => {
  const alarms = checkReadings({ posted: 1, age: 9 }, normal);
  const first = nextCalls({ open: {}, alarms, minute: 10 });
  assert.equal(first.raised.length, 1);
  const second = nextCalls({ open: first.open, alarms, minute: 40 });
  assert.deepEqual([second.raised, second.recovered], [[], []]);
  assert.equal(nextCalls({ open: second.open, alarms, minute: 70 }).raised.length, 1);
  assert.deepEqual(nextCalls({ open: second.open, alarms: [], minute: 71 }).recovered, ['age']);
});
