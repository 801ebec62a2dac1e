import sharp from 'sharp';
import { openLimits } from './probe-media.ts';

/** A square out of the middle of a picture, for lists: 240 pixels of a drawn card are 8 KB in place of 90. What moves stands still at its beginning. */
export async function shrinkPicture(bytes: Uint8Array, side: number): Promise<Uint8Array> {
  return sharp(bytes, { limitInputPixels: openLimits.pixels })
    .rotate()
    .resize(side, side, { fit: 'cover' })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 78 })
    .toBuffer();
}
