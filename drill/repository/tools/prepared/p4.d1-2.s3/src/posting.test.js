import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './connect.js';
import { makePlatforms } from './make-platforms.js';
import { openService } from './service.js';

const token = 'a token for tests';
const entry = { id: 'd01-x-a', platform: 'x', variant: 'a', text: 'Which wheel stands still?', minute: 500 };

async function withService(options, use) {
  const service = await openService({ token, ...options });
  try {
    await use(connect({ url: service.url, token }), service);
  } finally {
    await service.close();
  }
}

test('an entry is scheduled once, however often it is sent', () =>
  withService({}, async (call) => {
    assert.equal((await call('POST', '/entries', entry)).status, 201);
    assert.equal((await call('POST', '/entries', { ...entry, text: 'another text' })).status, 200);
    assert.equal((await call('GET', '/entries/d01-x-a')).body.text, entry.text);
  }));

test('nothing is posted before its minute, and once after it', () =>
  withService({}, async (call) => {
    await call('POST', '/entries', entry);
    assert.deepEqual((await call('POST', '/clock', { minute: 499 })).body, { posted: 0, parked: 0 });
    assert.deepEqual((await call('POST', '/clock', { minute: 500 })).body, { posted: 1, parked: 0 });
    assert.deepEqual((await call('POST', '/clock', { minute: 501 })).body, { posted: 0, parked: 0 });
  }));

test('a service that starts again posts nothing twice', async () => {
  const platforms = makePlatforms();
  for (const _ of ['first', 'second']) {
    await withService({ platforms }, async (call) => {
      await call('POST', '/entries', entry);
      await call('POST', '/clock', { minute: 500 });
    });
  }
  assert.equal(platforms.x.calls(), 2);
  assert.equal(platforms.x.posts().length, 1);
});

test('what a platform does not take is parked with its reason', () =>
  withService({}, async (call) => {
    await call('POST', '/entries', { ...entry, text: 'w'.repeat(281) });
    assert.deepEqual((await call('POST', '/clock', { minute: 500 })).body, { posted: 0, parked: 1 });
    assert.match((await call('GET', '/entries/d01-x-a')).body.reason, /281 came/);
  }));

test('what the API does not understand it says so', () =>
  withService({}, async (call) => {
    assert.equal((await call('POST', '/entries', { ...entry, minute: 'soon' })).status, 422);
    assert.equal((await call('POST', '/entries', { ...entry, platform: 'fax' })).status, 422);
    assert.equal((await call('POST', '/clock', {})).status, 422);
    assert.equal((await call('GET', '/entries/none')).status, 404);
    assert.equal((await call('DELETE', '/entries')).status, 405);
  }));
