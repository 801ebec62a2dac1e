import { createHash } from 'node:crypto';
import type { PostMedia } from '@musterhub/rules';
import sharp from 'sharp';
import { MediaError } from './media-error.ts';
import { probeVideo } from './probe-video.ts';
import { saysMadeWithAi } from './says-made-with-ai.ts';

/** What is opened at all. Our own limits against files that are made to exhaust a machine; the platforms' are lower. */
export type OpenLimits = { pictureBytes: number; videoBytes: number; pixels: number };
export const openLimits: OpenLimits = { pictureBytes: 64e6, videoBytes: 2e9, pixels: 120e6 };

type Facts = Omit<PostMedia, 'sha256' | 'bytes' | 'altText' | 'madeWithAi'>;

/** A picture or video by the facts of its bytes; its name and what its sender calls it do not count. */
export async function probeMedia(
  bytes: Uint8Array,
  altText: string,
  limits: OpenLimits = openLimits,
): Promise<PostMedia> {
  const type = typeOf(bytes);
  if (type === undefined) {
    const first = Buffer.from(bytes.subarray(0, 8)).toString('hex');
    throw new MediaError(
      'unknown_type',
      `expected a JPEG, PNG, GIF, WebP, MP4 or MOV, received a file that begins with ${first || 'nothing'}`,
    );
  }
  const isVideo = type === 'video/mp4' || type === 'video/quicktime';
  const most = isVideo ? limits.videoBytes : limits.pictureBytes;
  if (bytes.byteLength > most) {
    throw new MediaError(
      'too_large',
      `expected at most ${most} bytes, received ${bytes.byteLength}: scale it`,
    );
  }
  const { xmp, ...facts } = isVideo
    ? { type, xmp: undefined, ...(await probeVideo(bytes)) }
    : await probePicture(bytes, type, limits);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const origin = saysMadeWithAi(bytes, xmp) ? { madeWithAi: true as const } : {};
  return { sha256, bytes: bytes.byteLength, altText, ...facts, ...origin };
}

/** The types that the hub holds, by their first bytes. */
function typeOf(bytes: Uint8Array): PostMedia['type'] | undefined {
  const head = Buffer.from(bytes.subarray(0, 16));
  const latin = head.toString('latin1');
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^GIF8[79]a/.test(latin)) return 'image/gif';
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return 'image/webp';
  if (latin.slice(4, 8) !== 'ftyp') return undefined;
  return latin.slice(8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4';
}

async function probePicture(
  bytes: Uint8Array,
  type: PostMedia['type'],
  { pixels }: OpenLimits,
): Promise<Facts & { xmp: Uint8Array | undefined }> {
  const header = await readHeader(bytes);
  const { width, height: total, pages = 1, pageHeight = total, delay = [], orientation = 1 } = header;
  if (width * pageHeight * pages > pixels) {
    throw new MediaError(
      'too_large',
      `expected at most ${pixels} pixels, received ${width} by ${pageHeight} in ${pages} pictures: scale it`,
    );
  }
  await decode(bytes, pixels, pages > 1);
  // Orientations from 5 to 8 are lying: readers see width and height exchanged.
  const [seenWidth, seenHeight] = orientation >= 5 ? [pageHeight, width] : [width, pageHeight];
  const durationMs = delay.reduce((sum, one) => sum + one, 0);
  return {
    type,
    // A PNG may hold it compressed.
    xmp: header.xmp,
    width: seenWidth,
    height: seenHeight,
    ...(pages > 1 && durationMs > 0 && { durationMs, framesPerSecond: (pages * 1000) / durationMs }),
  };
}

async function readHeader(bytes: Uint8Array) {
  try {
    return await sharp(bytes, { limitInputPixels: false, animated: true }).metadata();
  } catch (cause) {
    throw new MediaError('broken', `the header of the picture is not readable: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** A header may promise what the rest does not hold: everything is decoded once, small. */
async function decode(bytes: Uint8Array, pixels: number, animated: boolean): Promise<void> {
  try {
    await sharp(bytes, { limitInputPixels: pixels, failOn: 'warning', animated })
      .resize({ width: 16 })
      .raw()
      .toBuffer();
  } catch (cause) {
    throw new MediaError('broken', `the picture is not readable to its end: ${messageOf(cause)}`, { cause });
  }
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
