import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Platform, Post, PostMedia } from '@musterhub/rules';
import { makeSandbox, type SandboxSetting } from '@musterhub/sandbox';
import { type Call, makeChannel } from '../src/index.ts';
import type { ChannelSubject } from './conformance.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));
const files = new Map<string, Uint8Array>();

function picture(bytes: Uint8Array, altText: string): PostMedia {
  return { ...held(bytes), type: 'image/jpeg', width: 600, height: 600, altText };
}

function video(name: string, height: number): PostMedia {
  const moving = { durationMs: 8000, framesPerSecond: 30, videoCodec: 'AVC' };
  return { ...held(read(name)), type: 'video/mp4', width: 720, height, altText: '', ...moving };
}

function held(bytes: Uint8Array): { sha256: string; bytes: number } {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  files.set(sha256, bytes);
  return { sha256, bytes: bytes.byteLength };
}

export const teal = picture(read('teal.jpg'), 'A plain field of teal');
const sand = picture(read('sand.jpg'), '');
/** More than one segment of an upload. */
const heavy = picture(Buffer.concat([read('teal.jpg'), Buffer.alloc(1_200_000)]), 'Heavier than it looks');
export const upright = video('upright.mp4', 1280);
const square = video('square.mp4', 720);

/** A post whose text is made of what the platforms change: links, entities, white space, letters beside each other. */
export function makePost(fields: Partial<Post> & Pick<Post, 'platform' | 'kind'>): Post {
  return {
    text: 'Tea & time: gr\u00fcn < gelb\n\nSee you',
    media: [],
    disclosure: { aiGenerated: false, paidPartnership: false },
    ...fields,
  };
}

const platform = 'instagram' as const;
const postsOf: Record<Platform, Readonly<Record<string, Post>>> = {
  instagram: {
    photo: makePost({ platform, kind: 'photo', media: [teal] }),
    'photo with a first comment': makePost({
      platform,
      kind: 'photo',
      media: [sand],
      firstComment: '#tea #time',
    }),
    carousel: makePost({ platform, kind: 'carousel', media: [teal, sand] }),
    'carousel with a video': makePost({ platform, kind: 'carousel', media: [teal, upright] }),
    reel: makePost({
      platform,
      kind: 'reel',
      media: [upright],
      disclosure: { aiGenerated: true, paidPartnership: true },
    }),
    story: makePost({ platform, kind: 'story', text: '', media: [teal] }),
  },
  facebook: {
    text: makePost({ platform: 'facebook', kind: 'text' }),
    link: makePost({ platform: 'facebook', kind: 'text', link: 'https://example.com/a?b=c' }),
    photo: makePost({ platform: 'facebook', kind: 'photo', media: [teal], firstComment: 'More in the shop' }),
    photos: makePost({ platform: 'facebook', kind: 'carousel', media: [teal, sand] }),
    video: makePost({ platform: 'facebook', kind: 'video', media: [square] }),
    reel: makePost({ platform: 'facebook', kind: 'reel', media: [upright] }),
    'story of a photo': makePost({ platform: 'facebook', kind: 'story', text: '', media: [teal] }),
    'story of a video': makePost({ platform: 'facebook', kind: 'story', text: '', media: [upright] }),
  },
  x: {
    text: makePost({ platform: 'x', kind: 'text', text: 'Tea & time: https://example.com/very/long?a=b' }),
    photo: makePost({ platform: 'x', kind: 'photo', media: [teal] }),
    'photos, one of several segments': makePost({ platform: 'x', kind: 'carousel', media: [heavy, sand] }),
    video: makePost({ platform: 'x', kind: 'video', media: [square] }),
    thread: makePost({ platform: 'x', kind: 'thread', text: 'One', thread: ['Two', 'Three'], media: [sand] }),
  },
};
export const kindsOf = (one: Platform): string[] => Object.keys(postsOf[one]);

const endpoints: Record<Platform, (call: string, post: Post) => string> = {
  instagram: (call) =>
    ({ publish: 'ig.publish', first_comment: 'ig.comment' })[call] ??
    (call.startsWith('await') ? 'ig.read' : 'ig.create_container'),
  facebook: (call, { kind, media }) =>
    ({
      upload_photo: 'fb.upload_photo',
      create_post: 'fb.create_post',
      upload_video: 'fb.upload_video',
      start_video: kind === 'story' ? 'fb.video_story' : 'fb.reel',
      transfer_video: 'fb.upload_bytes',
      finish_video: 'fb.reel',
      await_video: 'fb.read',
      publish_post: 'fb.update_post',
      publish_story: media[0]?.type.startsWith('video/') ? 'fb.video_story' : 'fb.photo_story',
      first_comment: 'fb.comment',
    })[call] ?? 'unknown',
  x: (call) =>
    ({
      initialize_media: 'x.media_initialize',
      append_media: 'x.media_append',
      finalize_media: 'x.media_finalize',
      await_media: 'x.media_status',
      describe_media: 'x.media_metadata',
      create_post: 'x.create_post',
    })[call] ?? 'unknown',
};

/** A channel on a sandbox of its own, with a server that hands out the media of the posts above. */
export async function makeSubject(
  one: Platform,
  rules: NonNullable<SandboxSetting['rules']> = {},
): Promise<ChannelSubject & { hosts: Record<string, string>; parts: number[] }> {
  const parts: number[] = [];
  const accounts = { instagram: 0, facebook: 0, x: 0, [one]: 1 };
  const sandbox = await makeSandbox({ seed: 11, startAt: new Date('2026-12-01T09:00:00Z'), accounts, rules });
  const server = createServer((request, response) => {
    const bytes = files.get(request.url?.slice(1) ?? '');
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const held = sandbox.accounts.list(one)[0]!;
  return {
    channel: makeChannel(one, {
      hosts: sandbox.hosts,
      mediaUrl: (sha256) => `${base}/${sha256}`,
      mediaBytes: async (sha256) => files.get(sha256)!,
      mediaPart: async (sha256, start, end) => {
        parts.push(end - start);
        return files.get(sha256)!.subarray(start, end);
      },
      timeoutMs: 10_000,
      now: sandbox.now,
    }),
    account: { id: held.id, accessToken: held.accessToken },
    posts: postsOf[one],
    hosts: sandbox.hosts,
    parts,
    now: sandbox.now,
    advance: sandbox.advance,
    befall: (call: Call, post, kind) => {
      const endpoint = endpoints[one](call.name.split(':')[0]!, post);
      sandbox.faults.script({ kind, endpoint });
    },
    waitingMishaps: () => sandbox.faults.pending().length,
    revokeToken: () => sandbox.accounts.revoke(held.id),
    async visible() {
      const shown = await sandbox.inspect.posts({ accountId: held.id, visible: true });
      return shown.map(({ id, text, media, comments }) => ({
        id,
        text,
        media: media.map(({ sha256 }) => sha256),
        comments,
      }));
    },
    async close() {
      server.closeAllConnections();
      await Promise.all([sandbox.close(), new Promise((done) => server.close(done))]);
    },
  };
}
