import { platforms } from '@musterhub/rules';
import { findPublication, readAttempts } from '@musterhub/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advance } from '../src/index.ts';
import { makeWorld, type World } from './make-world.ts';
import { plainPost, richPost } from './posts.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test.each(platforms)(
  '[J1] a post with all that belongs to it goes out on %s once, and is read back',
  async (platform) => {
    const context = await world.worker();
    const account = await world.connect(platform);
    const id = await world.plan(account.id, richPost(platform, `Hello from ${platform}`));
    expect(await advance(context, id)).toBeUndefined();
    const attempts = await readAttempts(world.store.database, id);
    const publication = await findPublication(world.store.database, id);
    console.log(
      platform,
      attempts.map(({ call, state, cause, error }) => `${call} ${state} ${cause ?? error?.message ?? ''}`),
      publication?.evidence,
      publication?.reason,
    );
    expect(publication).toMatchObject({ state: 'published', followUp: 'complete', verification: 'matched' });
    const shown = await world.sandbox.inspect.posts({ accountId: account.remoteId, visible: true });
    expect(shown.filter(({ inReplyTo }) => inReplyTo === undefined)).toHaveLength(1);
  },
);

test.each(platforms)('the least of %s', async (platform) => {
  const context = await world.worker();
  const account = await world.connect(platform);
  const id = await world.plan(account.id, plainPost(platform, `Plain on ${platform}`));
  await advance(context, id);
  expect(await findPublication(world.store.database, id)).toMatchObject({
    state: 'published',
    verification: 'matched',
  });
});
