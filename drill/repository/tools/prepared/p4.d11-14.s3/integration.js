import assert from 'node:assert/strict';
import { test } from 'node:test';

test('service: a payment is credited to a post of the calendar once that post is out', async () => {
  const { openPayments } = await import('./src/open-payments.js');
  const { connect } = await import('./tools/connect.js');
  const { readPublished } = await import('./tools/calendar.js');
  const [first, second] = await readPublished(30);
  const posts = [first, second].map(({ id, minute }) => ({ entry: id, minute }));
  const service = await openPayments({ token: 'integration', posts });
  try {
    const call = connect({ url: service.url, token: 'integration' });
    const pay = async (id, minute) => {
      const payment = { id, customer: 'studio-1', amountCents: 2900, touches: [first.id], minute };
      return (await call('POST', '/payments', payment)).body.credited;
    };
    assert.equal(await pay('early', first.minute - 1), 'unknown');
    assert.equal(await pay('late', first.minute), first.id);
  } finally {
    await service.close();
  }
});
