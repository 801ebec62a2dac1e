import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReadings } from '../../monitoring/check-readings.js';
import { nextCalls } from '../../monitoring/next-calls.js';
import { readJson } from '../read-json.js';

const normal = await readJson('monitoring/normal.json');
const fine = { posted_share: 1, parked_entries: 0, answer_p95_ms: 20, figures_age_minutes: 0 };
const bad = { posted_share: 0.98, parked_entries: 1, answer_p95_ms: 201, figures_age_minutes: 2 };

test('four readings are watched, and calm ones call nobody', () => {
  assert.deepEqual(Object.keys(normal).sort(), Object.keys(fine).sort());
  assert.deepEqual(checkReadings(fine, normal), []);
});

for (const [name, reading] of Object.entries(bad)) {
  test(`${name}: ${reading} calls somebody once, and so does silence`, () => {
    for (const value of [reading, undefined]) {
      const alarms = checkReadings({ ...fine, [name]: value }, normal);
      assert.deepEqual(
        alarms.map((alarm) => alarm.name),
        [name],
      );
      const first = nextCalls({ open: {}, alarms, minute: 0 });
      assert.equal(first.raised.length, 1);
      assert.equal(nextCalls({ open: first.open, alarms, minute: 1 }).raised.length, 0);
    }
  });
}
