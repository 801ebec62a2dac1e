import type { PlatformError, Post } from '@musterhub/rules';
import { afterEach, describe, expect, test } from 'vitest';
import type { Answer, Call, Handles } from '../src/index.ts';
import { makePost, makeSubject, teal, upright } from './make-subject.ts';

type Subject = Awaited<ReturnType<typeof makeSubject>>;

let open: Subject[] = [];
afterEach(async () => {
  await Promise.all(open.map((subject) => subject.close()));
  open = [];
});
const subjectOf = async (...setting: Parameters<typeof makeSubject>): Promise<Subject> => {
  const subject = await makeSubject(...setting);
  open.push(subject);
  return subject;
};

/** Goes on until the post is out or something other than `done` and `pending` is answered. */
async function drive(
  { channel, account, advance }: Subject,
  post: Post,
  before: (call: Call) => void = () => undefined,
): Promise<{ answer: Answer | 'complete'; handles: Handles }> {
  let handles: Handles = {};
  for (let turn = 0; turn < 60; turn++) {
    const call = channel.nextCall(post, handles);
    if (call === 'complete') return { answer: 'complete', handles };
    before(call);
    const answer = await channel.perform(call, post, handles, account);
    if (answer.kind === 'refused' || answer.kind === 'unknown') return { answer, handles };
    if (answer.kind === 'pending') advance(answer.retryAfterMs);
    handles = { ...handles, ...answer.handles };
  }
  throw new Error('no end');
}

async function refusalOf(
  subject: Subject,
  post: Post,
  before?: (call: Call) => void,
): Promise<PlatformError> {
  const { answer } = await drive(subject, post, before);
  if (answer === 'complete' || answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.error;
}

describe('[N19] what the platform refuses has its class', () => {
  test('X: the same text again is a duplicate, and the account shows the first one', async () => {
    const subject = await subjectOf('x');
    const post = makePost({ platform: 'x', kind: 'text', text: 'Once' });
    const { handles } = await drive(subject, post);
    expect(await refusalOf(subject, post)).toMatchObject({
      class: 'duplicate',
      remedy: 'reconcile',
      http: 403,
    });
    const call = { name: 'create_post:0', visible: true, lostAnswer: 'read_account' } as const;
    const finding = await subject.channel.find(call, post, {}, subject.account, subject.now());
    expect(finding).toMatchObject({ kind: 'found', handles: { post: handles.post } });
  });

  test('X: no credits left is billing', async () => {
    const subject = await subjectOf('x', { x: { creditsMicroDollars: 0 } });
    const post = makePost({ platform: 'x', kind: 'text', text: 'Dear' });
    expect(await refusalOf(subject, post)).toMatchObject({
      class: 'billing',
      remedy: 'stop_channel',
      http: 402,
    });
  });

  test('X: an upload that is not there any more is made anew, whichever call misses it', async () => {
    const { channel, account } = await subjectOf('x');
    const post = makePost({ platform: 'x', kind: 'photo', media: [teal] });
    const gone = { 'media:0': '1234567890', 'appended:0': '1' };
    for (const handles of [gone, { ...gone, 'finalized:0': 'yes', 'ready:0': 'yes', 'described:0': 'yes' }]) {
      const call = channel.nextCall(post, handles) as Call;
      const answer = await channel.perform(call, post, handles, account);
      expect(answer).toMatchObject({ kind: 'refused', error: { class: 'transient', remedy: 'rebuild' } });
    }
  });

  test('X: a text that is too long is content', async () => {
    const post = makePost({ platform: 'x', kind: 'text', text: 'a'.repeat(300) });
    expect(await refusalOf(await subjectOf('x'), post)).toMatchObject({
      class: 'content',
      code: 'invalid-request',
    });
  });

  test('X: the second body that is documented for 429 is understood like the first', async () => {
    for (const throttleBody of ['errors', 'problem'] as const) {
      const subject = await subjectOf('x', { x: { throttleBody } });
      const post = makePost({ platform: 'x', kind: 'text', text: 'Soon' });
      const { answer } = await drive(subject, post, (call) => subject.befall(call, post, 'throttled'));
      expect(answer).toMatchObject({ kind: 'refused', error: { class: 'throttle' } });
      const retryAt = answer !== 'complete' && answer.kind === 'refused' ? answer.retryAt : undefined;
      expect(retryAt!.getTime()).toBeGreaterThan(subject.now().getTime());
    }
  });

  test('Instagram: a container that was left for a day is built anew', async () => {
    const subject = await subjectOf('instagram');
    const post = makePost({ platform: 'instagram', kind: 'photo', media: [teal] });
    const late = (call: Call) => {
      if (call.name === 'publish') subject.advance(25 * 3_600_000);
    };
    expect(await refusalOf(subject, post, late)).toMatchObject({ class: 'transient', remedy: 'rebuild' });
  });

  test('Instagram: publishing before it is finished waits', async () => {
    const subject = await subjectOf('instagram');
    const post = makePost({ platform: 'instagram', kind: 'photo', media: [teal] });
    const { channel, account } = subject;
    const made = await channel.perform(channel.nextCall(post, {}) as Call, post, {}, account);
    const handles = made.kind === 'done' ? made.handles : {};
    const publish = { name: 'publish', visible: true, lostAnswer: 'ask_handle' } as const;
    expect(await channel.perform(publish, post, handles, account)).toMatchObject({
      kind: 'refused',
      error: { class: 'transient', remedy: 'wait', code: 9007 },
    });
  });

  test('Instagram: the state of a failed container names its class', async () => {
    const subject = await subjectOf('instagram');
    const square = { ...upright, sha256: teal.sha256 };
    const post = makePost({ platform: 'instagram', kind: 'reel', media: [square] });
    expect(await refusalOf(subject, post)).toMatchObject({
      class: 'content',
      remedy: 'edit',
      subcode: 2207026,
    });
  });

  test('Instagram: the posts of a day are used up', async () => {
    const subject = await subjectOf('instagram', { instagram: { containersPerDay: 1 } });
    const post = makePost({ platform: 'instagram', kind: 'photo', media: [teal] });
    await drive(subject, post);
    expect(await refusalOf(subject, post)).toMatchObject({ class: 'quota', remedy: 'replan' });
    const quota = await subject.channel.quota(subject.account);
    expect(quota).toMatchObject({
      kind: 'read',
      allowances: [{ name: 'instagram.publish', limit: 50, remaining: 49 }],
    });
  });

  test('Facebook: the same post again is a duplicate', async () => {
    const subject = await subjectOf('facebook');
    const post = makePost({ platform: 'facebook', kind: 'text' });
    await drive(subject, post);
    expect(await refusalOf(subject, post)).toMatchObject({
      class: 'duplicate',
      remedy: 'reconcile',
      code: 506,
    });
  });

  test('Facebook: a link that cannot be read is content', async () => {
    const post = makePost({ platform: 'facebook', kind: 'text', link: 'https://nowhere' });
    expect(await refusalOf(await subjectOf('facebook'), post)).toMatchObject({
      class: 'content',
      code: 1609005,
    });
  });

  test('Facebook: a video that cannot be processed is content', async () => {
    const post = makePost({
      platform: 'facebook',
      kind: 'reel',
      media: [{ ...upright, sha256: teal.sha256 }],
    });
    expect(await refusalOf(await subjectOf('facebook'), post)).toMatchObject({
      class: 'content',
      remedy: 'edit',
    });
  });
});
