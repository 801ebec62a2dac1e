import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { makePlatforms } from '../../src/make-platforms.js';
import { openService } from '../../src/service.js';
import { makeRandom } from '../random.js';

const entries = Array.from({ length: 60 }, (_, index) => ({
  id: `post-${index}`,
  platform: ['instagram', 'x', 'facebook'][index % 3],
  variant: 'a',
  text: `post number ${index}`,
  minute: index,
}));

async function postAll(options) {
  const service = await openService({ token: 'gate', ...options });
  try {
    const call = connect({ url: service.url, token: 'gate' });
    for (const entry of entries) await call('POST', '/entries', entry);
    return {
      settled: (await call('POST', '/clock', { minute: 60 })).body,
      parked: (await call('GET', '/parked')).body,
    };
  } finally {
    await service.close();
  }
}

function shownTwice(platforms) {
  const keys = Object.values(platforms).flatMap((platform) => platform.posts().map(({ key }) => key));
  return keys.length - new Set(keys).size;
}

test('with a third of all calls refused or unanswered, everything goes out and nothing twice', async () => {
  const random = makeRandom(7);
  const trouble = () => {
    const draw = random();
    return draw < 0.2 ? 503 : draw < 0.33 ? 'lost' : undefined;
  };
  const platforms = makePlatforms({ instagram: trouble, x: trouble, facebook: trouble });
  const { settled } = await postAll({ platforms });
  assert.deepEqual(settled, { posted: entries.length, parked: 0 });
  assert.equal(shownTwice(platforms), 0);
});

test('when the first way to a platform is closed, its posts take the second', async () => {
  const platforms = makePlatforms();
  const { settled } = await postAll({ platforms, isDown: (name) => name === 'facebook' });
  assert.deepEqual(settled, { posted: entries.length, parked: 0 });
});

test('what a platform refuses for good is parked with its reason, and the rest goes out', async () => {
  const { settled, parked } = await postAll({ platforms: makePlatforms({ x: () => 403 }) });
  assert.deepEqual(settled, { posted: 40, parked: 20 });
  assert.ok(parked.every(({ platform, reason }) => platform === 'x' && /403/.test(reason)));
});
