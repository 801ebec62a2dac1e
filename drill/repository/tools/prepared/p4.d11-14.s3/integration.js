import assert from 'node:assert/strict';
import { test } from 'node:test';

test('service: a payment is credited to a post of the calendar once that post is out', async () => {
  const { openService } = await import('./src/service.js');
  const { connect } = await import('./src/connect.js');
  const { readEntries } = await import('./src/read-entries.js');
  const service = await openService({ token: 'integration' });
  try {
    const call = connect({ url: service.url, token: 'integration' });
    const [first, second] = (await readEntries('content_templates/calendar')).sort(
      (one, other) => one.minute - other.minute,
    );
    for (const entry of [first, second]) await call('POST', '/entries', entry);
    const pay = async (id) => {
      const payment = {
        id,
        customer: 'studio-1',
        amountCents: 2900,
        touches: [first.id],
        minute: first.minute,
      };
      return (await call('POST', '/payments', payment)).body.credited;
    };
    assert.equal(await pay('early'), 'unknown');
    await call('POST', '/clock', { minute: first.minute });
    assert.equal(await pay('late'), first.id);
  } finally {
    await service.close();
  }
});
