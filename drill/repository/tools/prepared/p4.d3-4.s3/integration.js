import assert from 'node:assert/strict';
import { test } from 'node:test';

test('service: a platform with a bad day costs calls, no entry and no second post', async () => {
  const { openService } = await import('./src/service.js');
  const { connect } = await import('./src/connect.js');
  const { makePlatforms } = await import('./src/make-platforms.js');
  const { readEntries } = await import('./src/read-entries.js');
  const trouble = (call) => [503, 'lost', undefined][call % 3];
  const platforms = makePlatforms({ instagram: trouble });
  const service = await openService({ token: 'integration', platforms });
  try {
    const call = connect({ url: service.url, token: 'integration' });
    const entries = await readEntries('content_templates/calendar');
    const firstDays = entries.filter(({ platform, minute }) => platform === 'instagram' && minute < 3 * 1440);
    for (const entry of firstDays) await call('POST', '/entries', entry);
    const { body } = await call('POST', '/clock', { minute: 3 * 1440 });
    assert.deepEqual(body, { posted: firstDays.length, parked: 0 });
    assert.equal(platforms.instagram.posts().length, firstDays.length);
    assert.ok(platforms.instagram.calls() > firstDays.length);
  } finally {
    await service.close();
  }
});
