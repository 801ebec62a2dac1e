import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFigures } from '../../analytics_dashboard/open-figures.js';
import { checkReadings } from '../../monitoring/check-readings.js';
import { connect } from '../../src/connect.js';
import { openService } from '../../src/service.js';
import { readCalendar } from '../calendar.js';
import { readJson } from '../read-json.js';

const token = 'gate';
const normal = await readJson('monitoring/normal.json');
const calm = { posted_share: 1, parked_entries: 0, answer_p95_ms: 20 };

test('an entry that is posted shows in the figures with the next request, once', async () => {
  const service = await openService({ token });
  const figures = await openFigures({ token });
  try {
    const post = connect({ url: service.url, token });
    const count = connect({ url: figures.url, token });
    const [{ entries }] = await readCalendar();
    for (const [index, entry] of entries.entries()) {
      await post('POST', '/entries', { ...entry, minute: index });
      await post('POST', '/clock', { minute: index });
      const event = (await post('GET', '/events')).body.at(-1);
      assert.equal((await count('POST', '/events', event)).body.outcome, 'counted');
      assert.equal((await count('POST', '/events', event)).body.outcome, 'repeat');
      const { body } = await count('GET', '/figures');
      assert.deepEqual([body.events, body.lastMinute], [index + 1, index]);
    }
  } finally {
    await Promise.all([service.close(), figures.close()]);
  }
});

test('figures that stop wake somebody after a minute', async () => {
  const figures = await openFigures({ token });
  try {
    const count = connect({ url: figures.url, token });
    await count('POST', '/events', { id: 'viewed:one', kind: 'viewed', entry: 'd01-x-a', minute: 100 });
    const { lastMinute } = (await count('GET', '/figures')).body;
    const alarmsAt = (minute) => checkReadings({ ...calm, figures_age_minutes: minute - lastMinute }, normal);
    assert.deepEqual(alarmsAt(101), []);
    assert.deepEqual(
      alarmsAt(102).map(({ name, severity }) => [name, severity]),
      [['figures_age_minutes', 'critical']],
    );
  } finally {
    await figures.close();
  }
});
