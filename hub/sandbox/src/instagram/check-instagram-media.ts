import type { StoredMedia } from '../media-store.ts';
import type { Container } from './container.ts';

type Failure = { code: number; subcode: number; message: string };

const megabyte = 1_000_000;

/** Why Instagram does not take these bytes for this use (facts 5.1, limits and error codes); undefined: it does. */
export function checkInstagramMedia(
  { bytes, facts }: StoredMedia,
  use: Container['kind'],
  isCarouselItem: boolean,
): Failure | undefined {
  if (facts.kind === 'video') return checkVideo(bytes, facts, use);
  if (use === 'reel' || use === 'child_video')
    return { code: 352, subcode: 2207026, message: 'The video format is not supported. Upload MOV or MP4.' };
  if (facts.kind === 'unreadable' || facts.type !== 'image/jpeg' || facts.isMultiPicture)
    return {
      code: 36001,
      subcode: 2207005,
      message: 'The image format is not supported. Supported is: JPEG.',
    };
  if (bytes > 8 * megabyte)
    return { code: 36000, subcode: 2207004, message: 'The image is too large to download: at most 8 MB.' };
  const ratio = facts.width / facts.height;
  // Children are cropped to the first one's ratio, stories are shown as they are.
  const isRatioFree = use === 'story' || isCarouselItem;
  if (!isRatioFree && (ratio < 0.8 - tolerance || ratio > 1.91 + tolerance))
    return {
      code: 36003,
      subcode: 2207009,
      message: `The aspect ratio is not supported: ${ratio.toFixed(3)}, expected 0.8 to 1.91.`,
    };
  return undefined;
}

/** Half a pixel of a picture that is 320 wide. */
const tolerance = 0.002;

function checkVideo(
  bytes: number,
  facts: Extract<StoredMedia['facts'], { kind: 'video' }>,
  use: Container['kind'],
): Failure | undefined {
  if (use === 'photo')
    return {
      code: 36001,
      subcode: 2207005,
      message: 'The image format is not supported. Supported is: JPEG.',
    };
  const isStory = use === 'story';
  const maximum = isStory ? { ms: 60_000, bytes: 100 * megabyte } : { ms: 900_000, bytes: 300 * megabyte };
  const ratio = facts.width / facts.height;
  const wrong = [
    facts.durationMs < 3000 && 'it is shorter than 3 s',
    facts.durationMs > maximum.ms && `it is longer than ${maximum.ms / 1000} s`,
    bytes > maximum.bytes && `it is larger than ${maximum.bytes / megabyte} MB`,
    facts.width > 1920 && 'it is wider than 1920 pixels',
    (ratio < (isStory ? 0.1 : 0.01) || ratio > 10) && 'its ratio is out of range',
    !facts.isMovieFirst && 'its movie box is not at the front',
    facts.codec !== undefined &&
      !['avc1', 'avc3', 'hvc1', 'hev1'].includes(facts.codec) &&
      `its codec is ${facts.codec}, neither H.264 nor HEVC`,
    facts.framesPerSecond !== undefined &&
      (facts.framesPerSecond < 22.9 || facts.framesPerSecond > 60.1) &&
      'its frame rate is not 23 to 60',
  ].find((one) => typeof one === 'string');
  return wrong === undefined
    ? undefined
    : { code: 352, subcode: 2207026, message: `The video format is not supported: ${wrong}.` };
}
