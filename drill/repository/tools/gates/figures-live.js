import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFigures } from '../../analytics_dashboard/open-figures.js';
import { checkReadings } from '../../monitoring/check-readings.js';
import { readPublished } from '../calendar.js';
import { connect } from '../connect.js';
import { readJson } from '../read-json.js';

const token = 'gate';
const normal = await readJson('monitoring/normal.json');
const calm = { posted_share: 1, parked_entries: 0, answer_p95_ms: 20 };

test('an entry that is posted shows in the figures with the next request, once', async () => {
  const figures = await openFigures({ token });
  try {
    const count = connect({ url: figures.url, token });
    for (const [index, { id, platform, variant, minute }] of (await readPublished(2)).entries()) {
      const event = { id: `posted:${id}`, kind: 'posted', entry: id, platform, variant, minute };
      assert.equal((await count('POST', '/events', event)).body.outcome, 'counted');
      assert.equal((await count('POST', '/events', event)).body.outcome, 'repeat');
      const { body } = await count('GET', '/figures');
      assert.deepEqual([body.events, body.lastMinute], [index + 1, minute]);
    }
  } finally {
    await figures.close();
  }
});

test('figures that stop wake somebody after a minute', async () => {
  const figures = await openFigures({ token });
  try {
    const count = connect({ url: figures.url, token });
    await count('POST', '/events', { id: 'viewed:one', kind: 'viewed', entry: 'kiln-x-1-a', minute: 100 });
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
