import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './connect.js';
import { deliver } from './deliver.js';
import { makeGateway } from './make-gateway.js';
import { makePlatforms } from './make-platforms.js';
import { nextWelcomeMail } from './next-welcome-mail.js';
import { makeSandbox } from './sandbox.js';
import { openService } from './service.js';

const entry = { id: 'd01-x-a', platform: 'x', variant: 'a', text: 'Which wheel stands still?', minute: 500 };
const sandbox = (trouble) => makeSandbox({ name: 'x', limit: 280, trouble });

test('a passing refusal is tried again', async () => {
  const platform = sandbox((call) => (call < 3 ? 503 : undefined));
  assert.deepEqual(await deliver([platform], entry), { state: 'posted', post: 'x-1' });
  assert.equal(platform.calls(), 3);
});

test('a lost answer leads to a second call and no second post', async () => {
  const platform = sandbox((call) => (call === 1 ? 'lost' : undefined));
  assert.deepEqual(await deliver([platform], entry), { state: 'posted', post: 'x-1' });
  assert.equal(platform.posts().length, 1);
});

test('the last word of a platform is not argued with', async () => {
  const platform = sandbox(() => 403);
  assert.deepEqual(await deliver([platform], entry), { state: 'parked', reason: 'x answered 403: not now' });
  assert.equal(platform.calls(), 1);
});

test('when the first way is closed the second one is taken', async () => {
  const platform = sandbox();
  assert.equal(
    (await deliver([makeGateway(platform, () => true), makeGateway(platform)], entry)).state,
    'posted',
  );
});

test('what stays refused is parked, and goes out after a retry', async () => {
  let isBad = true;
  const platforms = makePlatforms({ x: () => (isBad ? 503 : undefined) });
  const service = await openService({ token: 'test', platforms });
  try {
    const call = connect({ url: service.url, token: 'test' });
    await call('POST', '/entries', entry);
    assert.deepEqual((await call('POST', '/clock', { minute: 500 })).body, { posted: 0, parked: 1 });
    assert.match((await call('GET', '/parked')).body[0].reason, /503/);
    isBad = false;
    assert.equal((await call('POST', '/parked/d01-x-a/retry')).status, 200);
    assert.deepEqual((await call('POST', '/clock', { minute: 501 })).body, { posted: 1, parked: 0 });
    assert.equal((await call('POST', '/parked/d01-x-a/retry')).status, 409);
  } finally {
    await service.close();
  }
});

test('a studio gets each welcome mail once, when it is due and still of use', () => {
  const studio = { signedUpAt: 100, sent: [], done: [] };
  assert.equal(nextWelcomeMail(studio, 99), undefined);
  assert.equal(nextWelcomeMail(studio, 100).id, 'hello');
  assert.equal(nextWelcomeMail({ ...studio, sent: ['hello'] }, 101), undefined);
  assert.equal(nextWelcomeMail({ ...studio, sent: ['hello'] }, 1600).id, 'first-class');
  assert.equal(nextWelcomeMail({ ...studio, sent: ['hello'], done: ['class_created'] }, 1600), undefined);
  assert.equal(nextWelcomeMail({ ...studio, done: ['unsubscribed'] }, 100), undefined);
});
