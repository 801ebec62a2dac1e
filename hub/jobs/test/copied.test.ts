import { type Platform, type Post, platforms } from '@musterhub/rules';
import {
  dumpRows,
  findPublication,
  insertWorker,
  readAttempts,
  readOpenAlerts,
  restoreFence,
  restoreRows,
  takeFence,
} from '@musterhub/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advance, type Context } from '../src/index.ts';
import { makeWorld, type World } from './make-world.ts';
import { plainPost, richPost } from './posts.ts';
import { testMedia } from './serve-media.ts';

/** X's tokens live for two hours: all of it happens within one. */
const minuteMs = 60_000;
const storyOf = (platform: Platform): Post => ({
  platform,
  kind: 'story',
  text: '',
  media: testMedia.slice(0, 1),
  disclosure: { aiGenerated: false, paidPartnership: false },
});

/** A hub is backed up, goes on for a while, and is lost; the backup takes its place, on the same platforms. */
describe('[J22] a copy of a hub that went on after it was copied', () => {
  let world: World;
  let copied: World;
  let copy: Context;
  /** Publications by what became of them in the hub that was lost. */
  const ids: Record<string, string> = {};
  const accounts: Record<string, string> = {};
  let doubted = 0;

  beforeAll(async () => {
    world = await makeWorld();
    copied = await makeWorld();
    const original = await world.worker();
    const dueAt = new Date(world.sandbox.now().getTime() + 20 * minuteMs);
    const later = new Date(dueAt.getTime() + 24 * 60 * minuteMs);
    for (const platform of platforms) {
      const account = await world.connect(platform);
      accounts[platform] = account.remoteId;
      const plan = async (name: string, post: Post, at = dueAt) => {
        ids[`${platform} ${name}`] = await world.plan(account.id, post, { dueAt: at });
      };
      await plan('out', plainPost(platform, 'Out before the other hub was lost'));
      await plan('rich', richPost(platform, 'Out with what belongs to it'));
      await plan('missed', plainPost(platform, 'Not out when it was lost'));
      await plan('later', plainPost(platform, 'Not due yet'), later);
      if (platform !== 'x') await plan('story', storyOf(platform));
    }
    const rows: { table: string; row: unknown }[] = [];
    await dumpRows(world.store, async (row) => void rows.push(row));
    world.sandbox.advance(20 * minuteMs);
    for (const [name, id] of Object.entries(ids))
      if (/out|rich|story/.test(name)) await advance(original, id);
    world.sandbox.advance(20 * minuteMs);

    async function* read() {
      yield* rows;
    }
    await restoreRows(copied.store, read(), 'it was restored from a backup');
    ({ doubted } = await restoreFence(copied.store, world.sandbox.now()));
    const fence = await takeFence(copied.store);
    await insertWorker(copied.store, { id: 'copy', generation: fence.generation });
    copy = { ...original, store: copied.store, fence, worker: 'copy' };
    for (const [name, id] of Object.entries(ids)) if (!name.endsWith('later')) await advance(copy, id);
  });
  afterAll(async () => {
    await Promise.all([world.close(), copied.close()]);
  });

  const find = async (id: string) => (await findPublication(copied.store.database, id))!;
  const callsOf = async (id: string) =>
    (await readAttempts(copied.store.database, id)).map(({ call, state }) => `${call} ${state}`);

  test('what had come due is looked for before it is sent, and what is due later is not', async () => {
    expect(doubted).toBe(11);
    for (const platform of platforms) expect(await callsOf(ids[`${platform} later`]!)).toEqual([]);
  });

  test.each(platforms)(
    'on %s what the lost hub had published is found and not published again',
    async (platform) => {
      const id = ids[`${platform} out`]!;
      expect(await find(id)).toMatchObject({ state: 'published', verification: 'matched' });
      expect(await callsOf(id)).toEqual(['sent_elsewhere found']);
      const shown = await world.sandbox.inspect.posts({ accountId: accounts[platform]!, visible: true });
      const first = shown.filter(({ inReplyTo }) => inReplyTo === undefined);
      const texts = first.map(({ text }) => text).filter((text) => text !== '');
      expect(texts.toSorted()).toEqual([
        'Not out when it was lost',
        'Out before the other hub was lost',
        'Out with what belongs to it',
      ]);
    },
  );

  test.each(platforms)('on %s what belongs to such a post is left to a person', async (platform) => {
    const id = ids[`${platform} rich`]!;
    expect(await find(id)).toMatchObject({ state: 'published', followUp: 'given_up' });
    const shown = await world.sandbox.inspect.posts({ accountId: accounts[platform]!, visible: true });
    const follow = shown.reduce(
      (sum, { inReplyTo, comments }) => sum + comments.length + (inReplyTo === undefined ? 0 : 1),
      0,
    );
    expect(follow).toBe(1);
    const alerts = await readOpenAlerts(copied.store.database);
    expect(alerts.filter(({ subject }) => subject === id)).toMatchObject([{ kind: 'incomplete' }]);
  });

  test.each(platforms)('on %s what the lost hub had not published goes out', async (platform) => {
    const id = ids[`${platform} missed`]!;
    expect(await find(id)).toMatchObject({ state: 'published', verification: 'matched' });
    expect((await callsOf(id))[0]).toBe('sent_elsewhere absent');
  });

  test('a story has no text to be known by: a person looks', async () => {
    for (const platform of ['instagram', 'facebook'])
      expect((await find(ids[`${platform} story`]!)).state).toBe('ambiguous');
  });
});

test("[J5] a post that is found and is another publication's says nothing", async () => {
  const world = await makeWorld({ rules: { x: { duplicateWindowMs: 0 } } });
  try {
    const context = await world.worker();
    const account = await world.connect('x');
    const [one, other] = [
      await world.plan(account.id, plainPost('x', 'Said twice')),
      await world.plan(account.id, plainPost('x', 'Said twice')),
    ];
    await advance(context, one);
    world.sandbox.faults.script({
      kind: 'before_commit',
      endpoint: 'x.create_post',
      accountId: account.remoteId,
    });
    await advance(context, other);
    expect((await findPublication(world.store.database, other))!.state).toBe('ambiguous');
    expect(await world.sandbox.inspect.posts({ accountId: account.remoteId })).toHaveLength(1);
  } finally {
    await world.close();
  }
});
