import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, lastTouch, linear } from './attribute.js';
import { customersAtRisk } from './customers-at-risk.js';
import { forecast } from './forecast.js';

test('cents that do not divide are not lost', () => {
  assert.deepEqual(linear({ amountCents: 100, touches: ['one', 'two', 'three'] }), [
    ['one', 34],
    ['two', 33],
    ['three', 33],
  ]);
});

test('the last post gets everything under the last-touch rule', () => {
  assert.deepEqual(attribute([{ amountCents: 100, touches: ['one', 'two'] }], lastTouch), { two: 100 });
});

test('an order without a post is credited to nobody under both rules', () => {
  for (const rule of [lastTouch, linear])
    assert.deepEqual(attribute([{ amountCents: 5, touches: [] }], rule), { unknown: 5 });
});

test('a forecast needs twice the days that it looks ahead', () => {
  assert.deepEqual(forecast([1, 2, 3, 4, 5, 6, 7], 4), { kind: 'not_enough_data', have: 7, need: 8 });
  assert.equal(forecast([1, 2, 3, 4, 5, 6, 7], 3).kind, 'forecast');
});

test('the range of a forecast grows with the distance', () => {
  const { days } = forecast([10, 12, 10, 12, 10, 12, 10, 12], 4);
  assert.deepEqual(days[0], { ahead: 1, value: 12, low: 8, high: 16 });
  assert.ok(days[3].high - days[3].low > days[0].high - days[0].low);
});

test('silence counts against the usual pause, and nobody is judged by two visits', () => {
  const visits = (customer, minutes) => minutes.map((minute) => ({ customer, minute }));
  const orders = [
    ...visits('often', [0, 10, 20]),
    ...visits('rare', [0, 100, 200]),
    ...visits('new', [0, 5]),
  ];
  const { customers, unknown, atRisk } = customersAtRisk(orders, 260);
  assert.deepEqual([customers, unknown, atRisk.map(({ customer }) => customer)], [3, 1, ['often']]);
});
