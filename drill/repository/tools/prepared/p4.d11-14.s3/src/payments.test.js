import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../tools/connect.js';
import { makeLedger } from './ledger.js';
import { openPayments } from './open-payments.js';

const ledger = () => makeLedger({ isOut: (entry, minute) => entry.startsWith('kiln-') && minute >= 5 });
const payment = {
  id: 'p1',
  customer: 'studio-1',
  amountCents: 1900,
  touches: ['kiln-x-1-a', 'kiln-x-2-b'],
  minute: 10,
};

test('a payment is credited to the last post its customer came by', () => {
  const own = ledger();
  assert.equal(own.pay(payment), 'paid');
  assert.equal(own.find('p1').credited, 'kiln-x-2-b');
});

test('a payment without a post that is out is credited to nobody', () => {
  const own = ledger();
  own.pay({ ...payment, touches: ['a flyer'] });
  own.pay({ ...payment, id: 'p0', amountCents: 100, minute: 4 });
  assert.deepEqual(own.revenue(), { totalCents: 2000, entries: { unknown: 2000 } });
});

test('the same payment counts once, and so does its refund', () => {
  const own = ledger();
  assert.deepEqual([own.pay(payment), own.pay(payment)], ['paid', 'known']);
  assert.deepEqual([own.refund('p1'), own.refund('p1'), own.refund('p2')], ['refunded', 'known', 'missing']);
  assert.deepEqual(own.revenue(), { totalCents: 0, entries: { 'kiln-x-2-b': 0 } });
});

test('a customer has one history', () => {
  const own = ledger();
  own.pay(payment);
  own.pay({ ...payment, id: 'p2', amountCents: 4900 });
  own.pay({ ...payment, id: 'p3', customer: 'studio-2' });
  assert.equal(own.history('studio-1').payments.length, 2);
  assert.equal(own.history('studio-1').valueCents, 6800);
});

test('the API takes payments and refuses what is none', async () => {
  const service = await openPayments({ token: 'test', posts: [] });
  try {
    const call = connect({ url: service.url, token: 'test' });
    assert.equal((await call('POST', '/payments', { ...payment, amountCents: 19.5 })).status, 422);
    assert.equal((await call('POST', '/payments', payment)).status, 201);
    assert.equal((await call('POST', '/payments', payment)).status, 200);
    assert.equal((await call('POST', '/payments/p1/refund')).status, 201);
    assert.equal((await call('POST', '/payments/none/refund')).status, 404);
  } finally {
    await service.close();
  }
});
