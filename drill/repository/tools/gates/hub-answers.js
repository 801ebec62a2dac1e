import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openHub } from '../../src/open-hub.js';
import { connect } from '../connect.js';

const rounds = 5;
const requests = 100;
const limitMs = 200;
let hub;

before(async () => {
  hub = await openHub({ folder: await mkdtemp(join(tmpdir(), 'hub-')), startsAt: '2026-03-16T00:00:00Z' });
});
after(() => hub?.close());

test('every route that is not open to all refuses who has no key, or a wrong one', async () => {
  const { body: document } = await connect({ url: hub.url })('GET', '/api/openapi.json');
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path,
      security,
    })),
  );
  const closed = routes.filter(({ security }) => security !== undefined && security.length > 0);
  assert.ok(closed.length >= 30, `${closed.length} routes ask who is there`);
  for (const { method, path } of closed) {
    const url = hub.url + path.replaceAll(/\{\w+\}/g, 'any');
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const { status } = await fetch(url, { method, headers });
      assert.ok(status === 401 || status === 403, `${method} ${path} answered ${status} to a stranger`);
    }
  }
  console.log(
    `${closed.length} routes refused two strangers each; ${routes.length - closed.length} are open to all`,
  );
});

test(`in the quietest of ${rounds} rounds, 95 of a hundred answers arrive within ${limitMs} ms`, async () => {
  const { secret } = await hub.run('keys', 'add', 'watch', '--may', 'read');
  const call = connect({ url: hub.url, token: secret });
  const measured = [];
  // A machine that is busy with something else is no fault of the hub: one round that it can work in is enough.
  while (measured.length < rounds && !measured.some((p95) => p95 < limitMs)) {
    const times = [];
    for (let number = 0; number < requests; number += 1) times.push(await timeOf(call, number));
    times.sort((one, other) => one - other);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => times[Math.ceil(requests * share) - 1]);
    measured.push(p95);
    console.log(
      `measured here: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
  }
  assert.ok(Math.min(...measured) < limitMs, `95 of a hundred answers took up to ${measured.join(', ')} ms`);
});

async function timeOf(call, number) {
  const began = performance.now();
  const { status } = await call('GET', number % 2 === 0 ? '/api/publications' : '/api/accounts');
  assert.equal(status, 200);
  return performance.now() - began;
}
