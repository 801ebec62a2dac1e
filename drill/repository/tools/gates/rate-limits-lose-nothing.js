import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { makePlatforms } from '../../src/make-platforms.js';
import { openService } from '../../src/service.js';

for (const [name, status] of [
  ['a rate limit', 429],
  ['an expired access token', 401],
]) {
  test(`${name} loses no entry: each one is posted or parked with what the platform said`, async () => {
    const platforms = makePlatforms({ instagram: (call) => (call <= 8 ? status : undefined) });
    const service = await openService({ token: 'gate', platforms });
    try {
      const call = connect({ url: service.url, token: 'gate' });
      for (let number = 0; number < 12; number += 1) {
        const entry = {
          id: `post-${number}`,
          platform: 'instagram',
          variant: 'a',
          text: `post ${number}`,
          minute: number,
        };
        await call('POST', '/entries', entry);
      }
      await call('POST', '/clock', { minute: 12 });
      const entries = (await call('GET', '/entries')).body;
      const of = (state) => entries.filter((entry) => entry.state === state);
      assert.equal(of('posted').length + of('parked').length, 12);
      assert.equal(platforms.instagram.posts().length, of('posted').length);
      for (const { id, reason } of of('parked'))
        assert.ok(reason.includes(String(status)), `${id}: ${reason}`);
      console.log(`${name}: ${of('posted').length} posted, ${of('parked').length} parked and named`);
    } finally {
      await service.close();
    }
  });
}
