import sharp from 'sharp';
import { expect, test } from 'vitest';
import { shrinkPicture } from '../src/index.ts';

test('[M17] a list shows a small square of the middle, upright and without what the camera wrote', async () => {
  const wide = { create: { width: 900, height: 300, channels: 3, background: '#000' } } as const;
  const middle = await sharp({ create: { ...wide.create, width: 300, background: '#f00' } })
    .png()
    .toBuffer();
  const picture = await sharp(wide)
    .composite([{ input: middle }])
    .withExif({ IFD0: { Make: 'Kiln' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const small = await shrinkPicture(picture, 100);
  const { width, height, exif } = await sharp(small).metadata();
  expect([width, height, exif]).toEqual([100, 100, undefined]);
  const { dominant } = await sharp(small).stats();
  expect(dominant.r).toBeGreaterThan(200);
});
