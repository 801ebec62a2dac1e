import assert from 'node:assert/strict';
import { test } from 'node:test';

test('service: it takes the whole calendar and posts the first day by itself', async () => {
  const { openService } = await import('./src/service.js');
  const { connect } = await import('./src/connect.js');
  const { readEntries } = await import('./src/read-entries.js');
  const { runClock } = await import('./src/run-clock.js');
  const service = await openService({ token: 'integration' });
  try {
    const call = connect({ url: service.url, token: 'integration' });
    const entries = await readEntries('content_templates/calendar');
    for (const entry of entries) assert.equal((await call('POST', '/entries', entry)).status, 201, entry.id);
    const posted = await runClock(call, { lastMinute: 1440, stepMinutes: 60, pauseMs: 1 });
    assert.deepEqual(posted, { posted: 6, parked: 0 });
  } finally {
    await service.close();
  }
});
