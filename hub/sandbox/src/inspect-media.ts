import sharp from 'sharp';
import { inspectMp4 } from './inspect-mp4.ts';

/** What the bytes themselves say; a name or a header is never believed. */
export type MediaFacts =
  | {
      kind: 'image';
      type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';
      width: number;
      height: number;
      frames: number;
      /** Several pictures in one JPEG file (MPO). */
      isMultiPicture: boolean;
    }
  | {
      kind: 'video';
      type: 'video/mp4' | 'video/quicktime';
      width: number;
      height: number;
      durationMs: number;
      framesPerSecond: number | undefined;
      codec: string | undefined;
      isMovieFirst: boolean;
    }
  | { kind: 'unreadable'; why: string };

const imageTypes = { jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp' } as const;

export async function inspectMedia(bytes: Uint8Array): Promise<MediaFacts> {
  const format = imageFormat(bytes);
  const isVideo = ascii(bytes, 4, 4) === 'ftyp';
  if (format === undefined && !isVideo)
    return { kind: 'unreadable', why: 'the first bytes are of no picture or video that is known here' };
  try {
    if (format === undefined) return inspectMp4(bytes);
    const found = await sharp(bytes).metadata();
    // A picture that was stored lying down is shown upright: orientations 5 to 8 turn it by a quarter.
    const isTurned = (found.orientation ?? 1) >= 5;
    return {
      kind: 'image',
      type: imageTypes[format],
      width: isTurned ? found.height : found.width,
      height: isTurned ? found.width : found.height,
      frames: found.pages ?? 1,
      isMultiPicture: format === 'jpeg' && Buffer.from(bytes).includes('MPF\0', 0, 'latin1'),
    };
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

function imageFormat(bytes: Uint8Array): keyof typeof imageTypes | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 1, 3) === 'PNG' && bytes[0] === 0x89) return 'png';
  if (ascii(bytes, 0, 4) === 'GIF8') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'webp';
  return undefined;
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', at, at + length);
}
