import { describe, expect, test } from 'vitest';
import { checkPost } from './check-post.ts';
import type { Post, PostMedia } from './post.ts';

const picture: PostMedia = {
  sha256: 'a'.repeat(64),
  type: 'image/jpeg',
  bytes: 400_000,
  width: 1080,
  height: 1350,
  altText: 'A desk in the morning',
};
const video: PostMedia = {
  ...picture,
  type: 'video/mp4',
  bytes: 4_000_000,
  width: 720,
  height: 1280,
  durationMs: 20_000,
  framesPerSecond: 30,
  videoCodec: 'AVC',
  audioCodec: 'AAC',
};
const post = (fields: Partial<Post>): Post => ({
  platform: 'instagram',
  kind: 'photo',
  text: 'Good morning',
  media: [picture],
  disclosure: { aiGenerated: false, paidPartnership: false },
  ...fields,
});
const findings = (fields: Partial<Post>) =>
  checkPost(post(fields)).map(({ rule, severity }) => (severity === 'error' ? rule : `${rule} ${severity}`));

describe('checkPost', () => {
  test.each<[string, Partial<Post>]>([
    ['an Instagram photo', {}],
    ['an Instagram carousel', { kind: 'carousel', media: [picture, picture] }],
    [
      'an Instagram carousel with a video',
      { kind: 'carousel', media: [picture, { ...video, width: 1080, height: 1350 }] },
    ],
    ['an Instagram reel', { kind: 'reel', media: [video] }],
    ['an Instagram story', { kind: 'story', text: '', media: [video] }],
    ['an Instagram photo with a comment', { firstComment: '#one #two' }],
    ['a Facebook text', { platform: 'facebook', kind: 'text', media: [] }],
    [
      'a Facebook link',
      { platform: 'facebook', kind: 'text', text: '', media: [], link: 'https://example.com' },
    ],
    ['a Facebook photo', { platform: 'facebook', media: [{ ...picture, type: 'image/png' }] }],
    ['Facebook photos', { platform: 'facebook', kind: 'carousel', media: [picture, picture, picture] }],
    ['a Facebook video', { platform: 'facebook', kind: 'video', media: [video] }],
    ['a Facebook reel', { platform: 'facebook', kind: 'reel', media: [video] }],
    ['a text on X', { platform: 'x', kind: 'text', media: [] }],
    ['pictures on X', { platform: 'x', kind: 'carousel', media: [picture, picture, picture, picture] }],
    ['a video on X', { platform: 'x', kind: 'video', media: [{ ...video, height: 1024 }] }],
    ['a thread on X', { platform: 'x', kind: 'thread', thread: ['and more'] }],
  ])('[K1] %s as it should be has no finding', (_name, fields) => {
    expect(findings(fields)).toEqual([]);
  });

  test.each<[string, Partial<Post>, string[]]>([
    ['a text on Instagram', { kind: 'text', media: [] }, ['format/kind']],
    ['a video on Instagram', { kind: 'video', media: [video] }, ['format/kind']],
    ['a thread on Facebook', { platform: 'facebook', kind: 'thread', media: [] }, ['format/kind']],
    ['a reel on X', { platform: 'x', kind: 'reel', media: [video] }, ['format/kind']],
    ['a photo without a picture', { media: [] }, ['format/media-count']],
    ['a carousel of one', { kind: 'carousel' }, ['format/media-count']],
    ['a carousel of eleven', { kind: 'carousel', media: Array(11).fill(picture) }, ['format/media-count']],
    [
      'five pictures on X',
      { platform: 'x', kind: 'carousel', media: Array(5).fill(picture) },
      ['format/media-count'],
    ],
    ['a text with a picture', { platform: 'x', kind: 'text' }, ['format/media-count']],
    [
      'two videos in a thread',
      {
        platform: 'x',
        kind: 'thread',
        thread: ['b'],
        media: [
          { ...video, height: 1024 },
          { ...video, height: 1024 },
        ],
      },
      ['format/media-count'],
    ],
  ])('[K2] %s', (_name, fields, expected) => {
    expect(findings(fields)).toEqual(expected);
  });

  test.each<[string, Partial<Post>, string[]]>([
    ['a PNG on Instagram', { media: [{ ...picture, type: 'image/png' }] }, ['format/media-type']],
    ['a picture as a reel', { kind: 'reel' }, ['format/media-type']],
    ['a video as a photo', { media: [video] }, ['format/media-type']],
    [
      'a WebP on Facebook',
      { platform: 'facebook', media: [{ ...picture, type: 'image/webp' }] },
      ['format/media-type'],
    ],
    ['a picture of nine megabytes', { media: [{ ...picture, bytes: 9_000_000 }] }, ['format/media-bytes']],
    [
      'a photo of five megabytes on Facebook',
      { platform: 'facebook', media: [{ ...picture, bytes: 5_000_000 }] },
      ['format/media-bytes'],
    ],
    ['a tall picture', { media: [{ ...picture, height: 1920 }] }, ['format/media-ratio']],
    ['a wide picture', { media: [{ ...picture, width: 1400, height: 700 }] }, ['format/media-ratio']],
    [
      'a picture that is scaled',
      { media: [{ ...picture, width: 2000, height: 2000 }] },
      ['format/media-size warning'],
    ],
    ['a long reel', { kind: 'reel', media: [{ ...video, durationMs: 901_000 }] }, ['format/media-duration']],
    ['a short reel', { kind: 'reel', media: [{ ...video, durationMs: 2_000 }] }, ['format/media-duration']],
    [
      'a reel with few frames',
      { kind: 'reel', media: [{ ...video, framesPerSecond: 12 }] },
      ['format/media-frame-rate'],
    ],
    ['a reel in VP9', { kind: 'reel', media: [{ ...video, videoCodec: 'VP9' }] }, ['format/media-codec']],
    ['a reel with Opus', { kind: 'reel', media: [{ ...video, audioCodec: 'Opus' }] }, ['format/media-codec']],
    [
      'a reel of ninety seconds and one on Facebook',
      { platform: 'facebook', kind: 'reel', media: [{ ...video, durationMs: 91_000 }] },
      ['format/media-duration'],
    ],
    [
      'a lying reel on Facebook',
      { platform: 'facebook', kind: 'reel', media: [{ ...video, width: 1920, height: 1080 }] },
      ['format/media-ratio'],
    ],
    [
      'a small reel on Facebook',
      { platform: 'facebook', kind: 'reel', media: [{ ...video, width: 360, height: 640 }] },
      ['format/media-size'],
    ],
    ['a high video on X', { platform: 'x', kind: 'video', media: [video] }, ['format/media-size']],
    [
      'an animated picture with too many frames',
      {
        platform: 'x',
        kind: 'video',
        media: [
          { ...picture, type: 'image/gif', width: 400, height: 400, durationMs: 20_000, framesPerSecond: 20 },
        ],
      },
      ['format/media-frames'],
    ],
    [
      'a carousel of two ratios',
      { kind: 'carousel', media: [picture, { ...picture, height: 1080 }] },
      ['format/carousel-ratio warning'],
    ],
    ['a picture without words', { media: [{ ...picture, altText: ' ' }] }, ['format/alt-text warning']],
    [
      'a picture with too many words',
      { media: [{ ...picture, altText: 'a'.repeat(1001) }] },
      ['format/alt-text'],
    ],
  ])('[K3] %s', (_name, fields, expected) => {
    expect(findings(fields)).toEqual(expected);
  });

  test.each<[string, Partial<Post>, string[]]>([
    ['a caption at its limit', { text: 'a'.repeat(2200) }, []],
    ['a caption beyond it', { text: 'a'.repeat(2201) }, ['format/text-length']],
    ['six hashtags', { text: '#a #b #c #d #e #f' }, ['format/hashtags warning']],
    ['thirty-one hashtags', { text: '#ab '.repeat(31) }, ['format/hashtags']],
    ['twenty-one mentions', { text: '@ab '.repeat(21) }, ['format/mentions']],
    ['a story with words', { kind: 'story' }, ['format/story-text warning']],
    [
      'a story with words on Facebook',
      { platform: 'facebook', kind: 'story' },
      ['format/story-text warning'],
    ],
    [
      'a long text on X',
      { platform: 'x', kind: 'text', media: [], text: 'a'.repeat(281) },
      ['format/text-length'],
    ],
    [
      'a long link on X',
      {
        platform: 'x',
        kind: 'text',
        media: [],
        text: `${'a'.repeat(250)} https://example.com/${'b'.repeat(200)}`,
      },
      [],
    ],
    ['two cashtags', { platform: 'x', kind: 'text', media: [], text: '$AB and $CD' }, ['format/cashtags']],
    ['nothing at all', { platform: 'x', kind: 'text', media: [], text: ' ' }, ['format/text-empty']],
    ['no character', { platform: 'x', kind: 'text', media: [], text: 'a\uffff' }, ['format/text-character']],
    ['a thread of one', { platform: 'x', kind: 'thread', media: [] }, ['format/thread']],
    [
      'a thread that repeats itself',
      { platform: 'x', kind: 'thread', media: [], text: 'a', thread: ['b', 'a '] },
      ['format/duplicate'],
    ],
    [
      'a thread with a long and an empty part',
      { platform: 'x', kind: 'thread', media: [], thread: ['a'.repeat(300), ''] },
      ['format/text-length', 'format/text-empty'],
    ],
    ['further texts of a photo', { thread: ['b'] }, ['format/thread']],
    ['a link of a photo', { link: 'https://example.com' }, ['format/link']],
    [
      'a link that is none',
      { platform: 'facebook', kind: 'text', media: [], link: 'ftp://example.com' },
      ['format/link'],
    ],
    ['a first comment on X', { platform: 'x', firstComment: 'b' }, ['format/first-comment']],
    ['a long first comment', { firstComment: 'a'.repeat(2201) }, ['format/first-comment']],
    ['an empty first comment', { firstComment: '' }, ['format/first-comment']],
    [
      'a disclosure on Facebook',
      { platform: 'facebook', disclosure: { aiGenerated: true, paidPartnership: false } },
      ['format/disclosure warning'],
    ],
  ])('[K4] %s', (_name, fields, expected) => {
    expect(findings(fields)).toEqual(expected);
  });

  test('[K5] a finding names its place in the text and what to do', () => {
    const [finding] = checkPost(post({ text: 'one\n#a #b #c #d #e\n #f' }));
    expect(finding).toEqual({
      rule: 'format/hashtags',
      severity: 'warning',
      message: '6 hashtags, readers get to see 5',
      line: 3,
      column: 2,
      fix: 'leave 1 out',
      part: 0,
    });
  });

  test('[K5] a finding in a thread or a first comment names the text that it is about', () => {
    const long = `And then.\n${'a'.repeat(281)}`;
    const onX = (thread: string[]) => post({ platform: 'x', kind: 'thread', media: [], thread });
    expect(checkPost(onX(['One more.', long]))).toMatchObject([
      { rule: 'format/text-length', part: 2, line: 2, column: 271 },
    ]);
    const [same] = checkPost(onX(['One more.', 'One more.']));
    expect(same).toMatchObject({ rule: 'format/duplicate', part: 2 });
    const [comment] = checkPost(post({ firstComment: ' ' }));
    expect(comment).toMatchObject({ rule: 'format/first-comment', part: 1 });
  });
});
