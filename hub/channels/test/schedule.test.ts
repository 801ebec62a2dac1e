import { scheduledFor } from '@musterhub/rules';
import { afterEach, expect, test } from 'vitest';
import type { Handles } from '../src/index.ts';
import { makePost, makeSubject, teal } from './make-subject.ts';

type Subject = Awaited<ReturnType<typeof makeSubject>>;
let subject: Subject;
afterEach(() => subject.close());

const post = makePost({ platform: 'facebook', kind: 'text' });

/** A draft that Facebook's scheduler has, with the handles of both. */
async function hand(): Promise<Handles> {
  subject = await makeSubject('facebook');
  const { channel, account, now } = subject;
  const create = channel.nextCall(post, {});
  if (create === 'complete') throw new Error('nothing to do');
  const created = await channel.perform(create, post, {}, account);
  if (created.kind !== 'done') throw new Error(`not created: ${JSON.stringify(created)}`);
  expect(channel.scheduler!.takes(post, created.handles)).toBe(true);
  const handed = await channel.scheduler!.hand(post, created.handles, scheduledFor(now()), account);
  if (handed.kind !== 'done') throw new Error(`not handed over: ${JSON.stringify(handed)}`);
  return { ...created.handles, ...handed.handles };
}

test('[N20] what was handed over comes out at its hour, once, and the post itself says so', async () => {
  const handles = await hand();
  const { channel, account, advance, visible, now } = subject;
  const call = channel.nextCall(post, handles);
  expect(call).toMatchObject({ name: 'confirm_scheduled', visible: true, lostAnswer: 'ask_handle' });
  if (call === 'complete') return;
  const early = await channel.perform(call, post, handles, account);
  expect(early).toMatchObject({ kind: 'pending' });
  expect(await channel.find(call, post, handles, account, now())).toMatchObject({ kind: 'absent' });
  // Handed over twice it is the same post.
  await channel.scheduler!.hand(post, handles, new Date(handles.scheduled!), account);
  if (early.kind === 'pending') advance(early.retryAfterMs);
  expect(await channel.perform(call, post, handles, account)).toMatchObject({
    kind: 'done',
    handles: { post: handles.draft },
  });
  expect(await channel.find(call, post, handles, account, now())).toMatchObject({ kind: 'found' });
  expect(await visible()).toHaveLength(1);
});

test('[N20] what is taken back never comes out, however often it is taken back', async () => {
  const handles = await hand();
  const { channel, account, advance, visible } = subject;
  for (const _ of ['first', 'again'])
    expect(await channel.scheduler!.takeBack(handles, account)).toMatchObject({ kind: 'done' });
  advance(3_600_000);
  expect(await visible()).toEqual([]);
});

test('[N20] an hour that Facebook does not take is refused, and nothing stands anywhere', async () => {
  const handles = await hand();
  const { channel, account, now } = subject;
  const soon = new Date(now().getTime() + 60_000);
  expect(await channel.scheduler!.hand(post, handles, soon, account)).toMatchObject({
    kind: 'refused',
    error: { code: 100 },
  });
});

test('[N20] photos of a draft are not temporary, so such posts are not handed over; other platforms have no scheduler', async () => {
  subject = await makeSubject('facebook');
  const photo = makePost({ platform: 'facebook', kind: 'photo', media: [teal] });
  expect(subject.channel.scheduler!.takes(photo, { draft: '1_2', 'photo:0': '3' })).toBe(false);
  for (const other of ['instagram', 'x'] as const) {
    const { channel, close } = await makeSubject(other);
    expect(channel.scheduler).toBeUndefined();
    await close();
  }
});
