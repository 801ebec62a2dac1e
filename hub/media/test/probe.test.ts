import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPost, mediaDemand, type Post } from '@musterhub/rules';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { fitPicture, MediaError, openLimits, probeMedia } from '../src/index.ts';

const reel = readFileSync(join(import.meta.dirname, 'fixtures/reel.mp4'));
const create = (width: number, height: number, alpha = 1) =>
  sharp({ create: { width, height, channels: 4, background: { r: 20, g: 90, b: 120, alpha } } });
/** A picture that does not compress. */
async function noise(width: number, height: number): Promise<Buffer> {
  const channels = 3;
  const pixels = new Uint8Array(width * height * channels);
  let state = 7;
  for (let index = 0; index < pixels.length; index++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    pixels[index] = state >> 16;
  }
  return sharp(pixels, { raw: { width, height, channels } }).jpeg({ quality: 100 }).toBuffer();
}
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error) => (error instanceof MediaError ? error.code : String(error)),
  );
const instagram = mediaDemand('instagram', 'photo', { type: 'image/jpeg' })!;

describe('probing', () => {
  test.each([
    ['image/jpeg', () => create(640, 480).jpeg().toBuffer()],
    ['image/png', () => create(640, 480, 0.5).png().toBuffer()],
    ['image/webp', () => create(640, 480).webp().toBuffer()],
    ['image/gif', () => create(640, 480).gif().toBuffer()],
  ] as const)('[M1] %s by its bytes', async (type, bytes) => {
    const media = await probeMedia(await bytes(), 'A field');
    expect(media).toMatchObject({ type, width: 640, height: 480, altText: 'A field' });
    expect(media.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(media.durationMs).toBeUndefined();
  });

  test.each(['jpeg', 'png', 'webp'] as const)(
    '[M18] a %s that says so is made with AI, and stays so',
    async (type) => {
      const source = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
      const written = (kind: string) =>
        create(1200, 1200)
          .withXmp(
            `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><Iptc4xmpExt:DigitalSourceType>${source}${kind}</Iptc4xmpExt:DigitalSourceType></rdf:Description></rdf:RDF></x:xmpmeta>`,
          )
          .toFormat(type)
          .toBuffer();
      for (const kind of ['trainedAlgorithmicMedia', 'compositeWithTrainedAlgorithmicMedia']) {
        const bytes = await written(kind);
        expect(await probeMedia(bytes, '')).toMatchObject({ madeWithAi: true });
        const fitted = await fitPicture(bytes, '', instagram);
        expect(fitted.media.madeWithAi, 'what is made of it says so too').toBe(true);
      }
      expect(await probeMedia(await written('digitalCapture'), '')).not.toHaveProperty('madeWithAi');
    },
  );

  test('[M1] a picture that moves has a duration', async () => {
    const frames = await Promise.all(
      [10, 200, 90].map((red) =>
        sharp({ create: { width: 40, height: 30, channels: 3, background: { r: red, g: 1, b: 1 } } })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [200, 200, 200] })
      .toBuffer();
    expect(await probeMedia(bytes, '')).toMatchObject({
      type: 'image/gif',
      width: 40,
      height: 30,
      durationMs: 600,
      framesPerSecond: 5,
    });
  });

  test('[M1] a video by its container', async () => {
    expect(await probeMedia(reel, '')).toMatchObject({
      type: 'video/mp4',
      width: 540,
      height: 960,
      durationMs: 3500,
      framesPerSecond: 24,
      videoCodec: 'AVC',
    });
    const movie = Buffer.from(reel);
    movie.write('qt  ', 8, 'latin1');
    expect((await probeMedia(movie, '')).type).toBe('video/quicktime');
  });

  test('[M2] a picture is as wide as it is seen, whatever side its camera was held on', async () => {
    const bytes = await create(640, 480).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await probeMedia(bytes, '')).toMatchObject({ width: 480, height: 640 });
  });

  test('[M3] what is no picture, is broken, or would fill the memory is refused by its name', async () => {
    const jpeg = await noise(400, 400);
    expect(await codeOf(probeMedia(Buffer.from('<!doctype html><p>hello'), ''))).toBe('unknown_type');
    expect(await codeOf(probeMedia(new Uint8Array(0), ''))).toBe('unknown_type');
    expect(await codeOf(probeMedia(Buffer.from('PK\u0003\u0004 a zip of bad media'), ''))).toBe(
      'unknown_type',
    );
    expect(await codeOf(probeMedia(jpeg.subarray(0, jpeg.length / 2), ''))).toBe('broken');
    expect(await codeOf(probeMedia(Buffer.concat([jpeg.subarray(0, 4), Buffer.from('rubbish')]), ''))).toBe(
      'broken',
    );
    expect(await codeOf(probeMedia(reel.subarray(0, 300), ''))).toBe('broken');
    const bomb = await create(3000, 3000).png().toBuffer();
    expect(bomb.byteLength).toBeLessThan(300_000);
    expect(await codeOf(probeMedia(bomb, '', { ...openLimits, pixels: 5e6 }))).toBe('too_large');
    expect(await codeOf(probeMedia(jpeg, '', { ...openLimits, pictureBytes: 1000 }))).toBe('too_large');
  });
});

describe('fitting', () => {
  test('[M4] a picture that fits is passed on as it is', async () => {
    const bytes = await create(1080, 1080).jpeg().toBuffer();
    const fitted = await fitPicture(bytes, 'A field', instagram);
    expect(fitted.changes).toEqual([]);
    expect(fitted.bytes).toBe(bytes);
  });

  test.each([
    ['a tall one is cropped', 1080, 1920, 1080, 1350],
    ['a wide one is cropped', 3000, 1000, 1440, 754],
    ['a large one is scaled', 4000, 4000, 1440, 1440],
    ['a small one is scaled', 200, 200, 320, 320],
  ])('[M5] %s', async (_name, width, height, newWidth, newHeight) => {
    const fitted = await fitPicture(await create(width, height).jpeg().toBuffer(), 'A field', instagram);
    expect(Math.abs(fitted.media.width - newWidth)).toBeLessThanOrEqual(1);
    expect(Math.abs(fitted.media.height - newHeight)).toBeLessThanOrEqual(1);
    expect(fitted.changes.length).toBeGreaterThan(0);
    const post: Post = {
      platform: 'instagram',
      kind: 'photo',
      text: 'a',
      media: [fitted.media],
      disclosure: { aiGenerated: false, paidPartnership: false },
    };
    expect(checkPost(post)).toEqual([]);
  });

  test('[M5] the items of a carousel are given the ratio of the first', async () => {
    const fitted = await fitPicture(await create(1600, 900).jpeg().toBuffer(), 'A field', instagram, {
      ratio: 0.8,
    });
    expect(fitted.media.width / fitted.media.height).toBeCloseTo(0.8, 2);
  });

  test('[M6] a PNG becomes a JPEG, its transparency white', async () => {
    const fitted = await fitPicture(await create(800, 800, 0).png().toBuffer(), 'Nothing', instagram);
    expect(fitted.media).toMatchObject({ type: 'image/jpeg', altText: 'Nothing' });
    const [corner] = await sharp(fitted.bytes)
      .extract({ left: 0, top: 0, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(corner).toBeGreaterThan(250);
  });

  test('[M7] the place where it was taken does not go out', async () => {
    const gps = {
      IFD0: { Copyright: 'Somebody' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' },
    };
    const bytes = await create(900, 900).jpeg().withExif(gps).toBuffer();
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    const fitted = await fitPicture(bytes, 'A field', instagram);
    const { exif, xmp, iptc } = await sharp(fitted.bytes).metadata();
    expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
    expect(Buffer.from(fitted.bytes).includes('Somebody')).toBe(false);
    expect(fitted.changes).toEqual(['what the camera wrote about place and time taken out']);
  });

  test('[M8] a heavy picture is made lighter until it is taken', async () => {
    const bytes = await noise(1200, 1200);
    const fitted = await fitPicture(bytes, 'Noise', { ...instagram, bytes: 600_000 });
    expect(bytes.byteLength).toBeGreaterThan(1_000_000);
    expect(fitted.media.bytes).toBeLessThanOrEqual(600_000);
    expect(await codeOf(fitPicture(bytes, 'Noise', { ...instagram, bytes: 9000 }))).toBe('cannot_fit');
  });

  test('[M9] what moves is passed on or refused, never stilled', async () => {
    const demand = mediaDemand('facebook', 'reel', { type: 'video/mp4' })!;
    expect((await fitPicture(reel, '', demand)).bytes).toBe(reel);
    expect(await codeOf(fitPicture(reel, '', instagram))).toBe('cannot_fit');
  });
});
