import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { openService } from '../../src/service.js';

const requests = 400;
const limitMs = 200;

test(`of ${requests} answers, 95 of a hundred arrive within ${limitMs} ms`, async () => {
  const service = await openService({ token: 'gate' });
  try {
    const call = connect({ url: service.url, token: 'gate' });
    const times = [];
    for (let number = 0; number < requests; number += 1) {
      const id = `entry-${number >> 1}`;
      const began = performance.now();
      const { status } =
        number % 2 === 0
          ? await call('POST', '/entries', {
              id,
              platform: 'x',
              variant: 'a',
              text: 'measured',
              minute: number,
            })
          : await call('GET', `/entries/${id}`);
      times.push(performance.now() - began);
      assert.equal(status, number % 2 === 0 ? 201 : 200);
    }
    times.sort((one, other) => one - other);
    const at = (share) => times[Math.ceil(times.length * share) - 1];
    console.log(
      `measured on this machine: p50 ${at(0.5).toFixed(2)} ms, p95 ${at(0.95).toFixed(2)} ms, p99 ${at(0.99).toFixed(2)} ms`,
    );
    assert.ok(at(0.95) < limitMs, `p95 is ${at(0.95).toFixed(1)} ms`);
  } finally {
    await service.close();
  }
});
