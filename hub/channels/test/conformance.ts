import type { Post } from '@musterhub/rules';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account, Answer, Call, Channel, Finding, Handles } from '../src/channel.ts';

/** What can befall the next call of a platform that plays along. */
export type Mishap =
  | 'before_commit'
  | 'after_commit_no_answer'
  | 'truncated'
  | 'error_after_commit'
  | 'throttled';

/** A channel, an account on a platform that can be looked into from outside, and its clock. */
export type ChannelSubject = {
  channel: Channel;
  account: Account;
  /** A post of every kind that the platform has, by a name for the test. */
  posts: Readonly<Record<string, Post>>;
  now: () => Date;
  advance: (ms: number) => void;
  /** Befalls the next request of this call, and no other. */
  befall: (call: Call, post: Post, mishap: Mishap) => void;
  /** How many mishaps still wait for their call. */
  waitingMishaps: () => number;
  revokeToken: () => void;
  /** What readers see, by the platform's own books: neither the channel nor its API is asked. */
  visible: () => Promise<{ id: string; text: string; media: string[]; comments: string[] }[]>;
  close: () => Promise<void>;
};

export type ChannelSuite = {
  name: string;
  kinds: readonly string[];
  makeSubject: () => Promise<ChannelSubject>;
};

/** The law of the Channel seam, the numbers being those of hub/channels/SPEC.md. Every platform runs it against its sandbox. */
export function channelConformance({ name, kinds, makeSubject }: ChannelSuite): void {
  describe(`the channel of ${name}`, () => {
    let subject: ChannelSubject;
    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(() => subject.close());
    const postOf = (kind: string): Post => subject.posts[kind]!;

    describe.each(kinds)('%s', (kind) => {
      test('[N1] names the same call for the same handles, and each call once', async () => {
        const { calls } = await publish(subject, postOf(kind));
        expect(new Set(calls.map((call) => call.name)).size).toBe(calls.length);
        expect(calls.filter((call) => !call.visible).every((call) => call.lostAnswer === 'repeat')).toBe(
          true,
        );
        expect(calls.filter((call) => call.visible)).toHaveLength(visibleCount(postOf(kind)));
      });

      test('[N2] goes out once and reads back as it was meant', async () => {
        const post = postOf(kind);
        const { handles } = await publish(subject, post);
        const visible = await subject.visible();
        expect(visible.map(({ text }) => text)).toEqual(textsOf(post));
        const first = visible.find(({ id }) => id === handles.post);
        expect(first?.media).toEqual(post.media.map(({ sha256 }) => sha256));
        expect(first?.comments).toEqual(post.firstComment === undefined ? [] : [post.firstComment]);
        const read = await subject.channel.readBack(handles.post!, subject.account);
        expect(read).toMatchObject({
          kind: 'shown',
          shown: {
            remoteId: handles.post,
            text: textsOf(post)[0],
            mediaSha256: post.media.map(({ sha256 }) => sha256),
          },
        });
      });

      // Four platforms of its own for each call of the post.
      test('[N3] an answer that is lost before or after the work leaves one post, whichever call it was', async () => {
        const post = postOf(kind);
        const { calls } = await publish(subject, post);
        for (const index of calls.keys()) {
          for (const mishap of [
            'before_commit',
            'after_commit_no_answer',
            'truncated',
            'error_after_commit',
          ] as const) {
            const fresh = await makeSubject();
            try {
              await publish(fresh, post, { at: index, mishap });
              expect([calls[index]!.name, fresh.waitingMishaps()]).toEqual([calls[index]!.name, 0]);
              const seen = await fresh.visible();
              expect([calls[index]!.name, mishap, seen.map(({ text }) => text)]).toEqual([
                calls[index]!.name,
                mishap,
                textsOf(post),
              ]);
              expect(seen[0]!.comments.length).toBe(post.firstComment === undefined ? 0 : 1);
            } finally {
              await fresh.close();
            }
          }
        }
      }, 240_000);
    });

    test('[N4] a token that is withdrawn is refused as such, and stands in no message', async () => {
      const post = postOf(kinds[0]!);
      subject.revokeToken();
      const call = firstCall(subject.channel, post);
      const answer = await subject.channel.perform(call, post, {}, subject.account);
      expect(answer).toMatchObject({ kind: 'refused', error: { class: 'auth' } });
      expect(JSON.stringify(answer)).not.toContain(subject.account.accessToken);
    });

    test('[N5] what cannot be read is called unreadable, neither found nor absent', async () => {
      const post = postOf(kinds[0]!);
      const { handles, calls } = await publish(subject, post, { until: 'visible' });
      const visible = calls.at(-1)!;
      subject.revokeToken();
      const finding = await subject.channel.find(visible, post, handles, subject.account, subject.now());
      expect(finding.kind).toBe('unreadable');
      expect((await subject.channel.readBack('12345678', subject.account)).kind).toBe('unreadable');
    });

    test('[N6] a call that is over the limit is told so, with the time when it is answered again', async () => {
      const post = postOf(kinds[0]!);
      const call = firstCall(subject.channel, post);
      subject.befall(call, post, 'throttled');
      const answer = await subject.channel.perform(call, post, {}, subject.account);
      expect(answer).toMatchObject({ kind: 'refused', error: { class: 'throttle', remedy: 'wait' } });
    });

    test('[N7] every answer states what is left of the allowance', async () => {
      const post = postOf(kinds[0]!);
      const answer = await subject.channel.perform(
        firstCall(subject.channel, post),
        post,
        {},
        subject.account,
      );
      expect(answer.allowances.length).toBeGreaterThan(0);
      for (const { name: allowance, limit, remaining } of answer.allowances) {
        expect(allowance).toMatch(new RegExp(`^${subject.channel.platform}\\.`));
        expect(remaining).toBeLessThanOrEqual(limit);
      }
      expect((await subject.channel.quota(subject.account)).kind).toBe('read');
    });

    test('[N8] taking a post down may be repeated, where the platform offers it', async () => {
      const { handles } = await publish(subject, postOf(kinds[0]!));
      const answer = await subject.channel.remove(handles.post!, subject.account);
      if (answer.kind === 'refused') {
        expect(answer.error).toMatchObject({ code: 'not_offered', class: 'permission' });
        return;
      }
      expect(answer.kind).toBe('done');
      expect(await subject.visible()).toEqual([]);
      expect((await subject.channel.remove(handles.post!, subject.account)).kind).toBe('done');
      expect((await subject.channel.readBack(handles.post!, subject.account)).kind).not.toBe('shown');
    });

    test('[N9] a text is changed where the platform offers it', async () => {
      const { handles } = await publish(subject, postOf(kinds[0]!));
      const answer = await subject.channel.correct(handles.post!, 'As it should have been', subject.account);
      if (answer.kind === 'refused') expect(answer.error.code).toBe('not_offered');
      else expect((await subject.visible()).map(({ text }) => text)).toEqual(['As it should have been']);
    });

    test('[N10] figures bear the names of the platform, and those that are not given are named', async () => {
      const post = postOf(kinds[0]!);
      const { handles } = await publish(subject, post);
      subject.advance(3_600_000);
      const metrics = await subject.channel.metrics(handles.post!, post.kind, subject.account);
      if (metrics.kind !== 'read') throw new Error(JSON.stringify(metrics));
      expect(Object.keys(metrics.figures).length).toBeGreaterThan(2);
      expect(Object.values(metrics.figures).every((figure) => Number.isFinite(figure))).toBe(true);
      expect(metrics.missing.filter((missing) => missing in metrics.figures)).toEqual([]);
    });
  });
}

type Published = { handles: Handles; calls: Call[] };
type Plan = { at?: number; mishap?: Mishap; until?: 'visible' };

/** Publishes as the ledger would: a lost answer of an unseen call is repeated, one of a visible call is looked up first. */
async function publish(
  subject: ChannelSubject,
  post: Post,
  { at, mishap, until }: Plan = {},
): Promise<Published> {
  const { channel, account } = subject;
  const calls: Call[] = [];
  let handles: Handles = {};
  for (let turn = 0; turn < 80; turn++) {
    const call = channel.nextCall(post, handles);
    expect(channel.nextCall(post, { ...handles })).toEqual(call);
    if (call === 'complete') return { handles, calls };
    if (calls.at(-1)?.name !== call.name) {
      calls.push(call);
      if (calls.length - 1 === at && mishap) subject.befall(call, post, mishap);
    }
    if (until === 'visible' && call.visible) return { handles, calls };
    const since = subject.now();
    const answer = await channel.perform(call, post, handles, account);
    handles = { ...handles, ...(await settle(subject, call, post, handles, answer, since)) };
  }
  throw new Error(`${channel.platform} did not come to an end: ${calls.map(({ name }) => name).join(', ')}`);
}

async function settle(
  subject: ChannelSubject,
  call: Call,
  post: Post,
  handles: Handles,
  answer: Answer,
  since: Date,
): Promise<Handles> {
  if (answer.kind === 'done') return answer.handles;
  if (answer.kind === 'refused') throw new Error(`${call.name} was refused: ${JSON.stringify(answer.error)}`);
  if (answer.kind === 'pending') {
    subject.advance(answer.retryAfterMs);
    return answer.handles;
  }
  if (call.lostAnswer === 'repeat') return {};
  subject.advance(1000);
  const finding: Finding = await subject.channel.find(call, post, handles, subject.account, since);
  if (finding.kind === 'unreadable')
    throw new Error(`${call.name} is unreadable: ${JSON.stringify(finding.error)}`);
  return finding.kind === 'found' ? finding.handles : {};
}

function firstCall(channel: Channel, post: Post): Call {
  const call = channel.nextCall(post, {});
  if (call === 'complete') throw new Error('a post without handles is not complete');
  return call;
}

/** Stories show no text. */
const textsOf = (post: Post): string[] => [post.kind === 'story' ? '' : post.text, ...(post.thread ?? [])];
const visibleCount = (post: Post): number => textsOf(post).length + (post.firstComment === undefined ? 0 : 1);
