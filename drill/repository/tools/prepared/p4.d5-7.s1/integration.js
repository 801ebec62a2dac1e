import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

test('monitoring: normal readings call nobody, and each reading that fails alone calls somebody', async () => {
  const { checkReadings } = await import('./monitoring/check-readings.js');
  const normal = JSON.parse(await readFile('monitoring/normal.json', 'utf8'));
  const fine = Object.fromEntries(
    Object.entries(normal).map(([name, { atLeast, atMost }]) => [name, atLeast ?? atMost]),
  );
  assert.deepEqual(checkReadings(fine, normal), []);
  for (const name of Object.keys(normal)) {
    const alarms = checkReadings({ ...fine, [name]: undefined }, normal);
    assert.deepEqual(
      alarms.map((alarm) => alarm.name),
      [name],
    );
  }
});
