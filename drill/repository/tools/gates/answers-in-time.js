import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { openService } from '../../src/service.js';

const requests = 200;
const limitMs = 200;

test(`of ${requests} answers, 95 of a hundred arrive within ${limitMs} ms`, async () => {
  const service = await openService({ token: 'gate' });
  try {
    const call = connect({ url: service.url, token: 'gate' });
    const times = [];
    for (let number = 0; number < requests; number += 1) {
      times.push(await timeOf(call, number));
      const late = times.filter((time) => time >= limitMs).length;
      assert.ok(
        late <= requests * 0.05,
        `${late} of the first ${times.length} answers took ${limitMs} ms or more`,
      );
    }
    times.sort((one, other) => one - other);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
      times[Math.ceil(requests * share) - 1].toFixed(2),
    );
    console.log(`measured on this machine: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`);
  } finally {
    await service.close();
  }
});

/** Schedules an entry and looks it up again, in turn. */
async function timeOf(call, number) {
  const id = `entry-${number >> 1}`;
  const isNew = number % 2 === 0;
  const entry = { id, platform: 'x', variant: 'a', text: 'measured', minute: number };
  const began = performance.now();
  const { status } = isNew ? await call('POST', '/entries', entry) : await call('GET', `/entries/${id}`);
  const time = performance.now() - began;
  assert.equal(status, isNew ? 201 : 200);
  return time;
}
