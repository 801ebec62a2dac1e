import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makeMp4 } from '../test/fixtures/make-mp4.ts';
import { inspectMedia } from './inspect-media.ts';

test('[S17] a picture is known by its bytes, shown upright', async () => {
  const plain = sharp({ create: { width: 40, height: 20, channels: 3, background: '#456' } });
  expect(await inspectMedia(await plain.clone().webp().toBuffer())).toMatchObject({
    type: 'image/webp',
    width: 40,
  });
  const turned = await plain.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(await inspectMedia(turned)).toMatchObject({ type: 'image/jpeg', width: 20, height: 40 });
});

test('[S17] a video is known by its boxes', async () => {
  expect(await inspectMedia(makeMp4({ durationMs: 5000, framesPerSecond: 25 }))).toEqual({
    kind: 'video',
    type: 'video/mp4',
    width: 720,
    height: 1280,
    durationMs: 5000,
    framesPerSecond: 25,
    codec: 'avc1',
    isMovieFirst: true,
  });
});

test('[S17] what is cut off or of another kind is unreadable, not a crash', async () => {
  const video = Buffer.from(makeMp4());
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('text'),
    video.subarray(0, 40),
    Buffer.from([0xff, 0xd8, 0xff, 0]),
  ])
    expect(await inspectMedia(bytes)).toMatchObject({ kind: 'unreadable' });
  const broken = Buffer.from(video);
  broken.writeUInt32BE(0xffff, broken.indexOf('stts') + 8);
  expect((await inspectMedia(broken)).kind).toBe('unreadable');
});
