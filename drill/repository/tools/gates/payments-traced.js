import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPayments } from '../../src/open-payments.js';
import { readPublished } from '../calendar.js';
import { connect } from '../connect.js';
import { makeRandom } from '../random.js';

const token = 'gate';

test('payments, repeats and refunds sum up to the cent, post by post', async () => {
  const entries = await readPublished(6);
  const service = await openPayments({
    token,
    posts: entries.map(({ id }) => ({ entry: id, minute: 0 })),
  });
  try {
    const call = connect({ url: service.url, token });
    const random = makeRandom(23);
    const expected = new Map();
    for (let number = 0; number < 120; number += 1) {
      const touch = random() < 0.1 ? undefined : entries[Math.floor(random() * entries.length)].id;
      const payment = {
        id: `p${number}`,
        customer: `studio-${number % 9}`,
        amountCents: 1 + Math.floor(random() * 9900),
        touches: touch === undefined ? [] : ['an older one', touch],
        minute: number,
      };
      assert.equal((await call('POST', '/payments', payment)).status, 201);
      if (random() < 0.2) assert.equal((await call('POST', '/payments', payment)).status, 200);
      const isRefunded = random() < 0.15;
      if (isRefunded) assert.equal((await call('POST', `/payments/${payment.id}/refund`)).status, 201);
      const credited = touch ?? 'unknown';
      expected.set(credited, (expected.get(credited) ?? 0) + (isRefunded ? 0 : payment.amountCents));
    }

    const { body } = await call('GET', '/revenue');
    assert.deepEqual(body.entries, Object.fromEntries(expected));
    assert.equal(
      body.totalCents,
      [...expected.values()].reduce((sum, cents) => sum + cents, 0),
    );
    const histories = await Promise.all(
      [...Array(9).keys()].map((number) => call('GET', `/customers/studio-${number}`)),
    );
    assert.equal(
      histories.reduce((sum, history) => sum + history.body.valueCents, 0),
      body.totalCents,
    );
    console.log(
      `120 sandbox payments on ${expected.size - 1} posts, ${expected.get('unknown')} cents credited to no post`,
    );
  } finally {
    await service.close();
  }
});
