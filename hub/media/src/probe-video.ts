import { createRequire } from 'node:module';
import type { PostMedia } from '@musterhub/rules';
import mediaInfoFactory from 'mediainfo.js';
import { MediaError } from './media-error.ts';
import { messageOf } from './probe-media.ts';

type VideoFacts = Pick<
  PostMedia,
  'width' | 'height' | 'durationMs' | 'framesPerSecond' | 'videoCodec' | 'audioCodec'
>;

const wasm = createRequire(import.meta.url).resolve('mediainfo.js/MediaInfoModule.wasm');

/** A video by what its container says, read by MediaInfo: codecs bear its names (`AVC`, `HEVC`, `AAC`). */
export async function probeVideo(bytes: Uint8Array): Promise<VideoFacts> {
  const reader = await mediaInfoFactory({ format: 'object', locateFile: () => wasm });
  try {
    const { media } = await reader.analyzeData(bytes.byteLength, (size, offset) =>
      bytes.subarray(offset, offset + size),
    );
    const tracks = media?.track ?? [];
    const picture = tracks.find((track) => track['@type'] === 'Video');
    const sound = tracks.find((track) => track['@type'] === 'Audio');
    const whole = tracks.find((track) => track['@type'] === 'General');
    const seconds = picture?.Duration ?? whole?.Duration;
    if (!picture?.Width || !picture.Height || !seconds) {
      throw new MediaError('broken', 'the video has no picture with a width, a height and a duration');
    }
    // A telephone held upright writes a lying picture and the angle to turn it by.
    const isTurned = Math.round(Math.abs(Number(picture.Rotation ?? 0))) % 180 === 90;
    const [width, height] = isTurned ? [picture.Height, picture.Width] : [picture.Width, picture.Height];
    return {
      width,
      height,
      durationMs: Math.round(seconds * 1000),
      ...(picture.FrameRate && { framesPerSecond: picture.FrameRate }),
      ...(picture.Format && { videoCodec: picture.Format }),
      ...(sound?.Format && { audioCodec: sound.Format }),
    };
  } catch (cause) {
    if (cause instanceof MediaError) throw cause;
    throw new MediaError('broken', `the video is not readable: ${messageOf(cause)}`, { cause });
  } finally {
    reader.close();
  }
}
