import type { MediaFacts } from './inspect-media.ts';

type Box = { type: string; start: number; end: number };

/**
 * Reads an MP4 or QuickTime file as far as the platforms' rules ask (ISO 14496-12): brand, order of the boxes, duration, size,
 * codec and frame rate of the first video track.
 */
export function inspectMp4(bytes: Uint8Array): MediaFacts {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes = readBoxes(file, 0, file.length);
  const movie = boxes.find(({ type }) => type === 'moov');
  const data = boxes.find(({ type }) => type === 'mdat');
  if (!movie) return { kind: 'unreadable', why: 'no movie box' };
  const inside = readBoxes(file, movie.start, movie.end);
  const header = inside.find(({ type }) => type === 'mvhd');
  const track = inside.find((box) => box.type === 'trak' && isVideoTrack(file, box));
  if (!header || !track) return { kind: 'unreadable', why: 'no movie header or no video track' };
  const { timescale, duration } = readTimes(file, header);
  const trackHeader = find(file, track, 'tkhd');
  if (!trackHeader || timescale === 0) return { kind: 'unreadable', why: 'no track header or no time scale' };
  return {
    kind: 'video',
    type: file.toString('latin1', 8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4',
    width: file.readUInt32BE(trackHeader.end - 8) / 65_536,
    height: file.readUInt32BE(trackHeader.end - 4) / 65_536,
    durationMs: Math.round((duration / timescale) * 1000),
    framesPerSecond: readFrameRate(file, track),
    codec: readCodec(file, track),
    isMovieFirst: data === undefined || movie.start < data.start,
  };
}

function readBoxes(file: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to) {
    const short = file.readUInt32BE(at);
    const isLong = short === 1 && at + 16 <= to;
    const size = isLong ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    const head = isLong ? 16 : 8;
    if (size < head || at + size > to) break;
    boxes.push({ type: file.toString('latin1', at + 4, at + 8), start: at + head, end: at + size });
    at += size;
  }
  return boxes;
}

function find(file: Buffer, box: Box, ...path: string[]): Box | undefined {
  let current: Box | undefined = box;
  for (const type of path) {
    if (!current) return undefined;
    current = readBoxes(file, current.start, current.end).find((one) => one.type === type);
  }
  return current;
}

function isVideoTrack(file: Buffer, track: Box): boolean {
  const handler = find(file, track, 'mdia', 'hdlr');
  return handler !== undefined && file.toString('latin1', handler.start + 8, handler.start + 12) === 'vide';
}

/** Version 0 has 32-bit times, version 1 has 64-bit ones; the same in the movie's and the media's header. */
function readTimes(file: Buffer, header: Box): { timescale: number; duration: number } {
  const isLong = file[header.start] === 1;
  return isLong
    ? {
        timescale: file.readUInt32BE(header.start + 20),
        duration: Number(file.readBigUInt64BE(header.start + 24)),
      }
    : { timescale: file.readUInt32BE(header.start + 12), duration: file.readUInt32BE(header.start + 16) };
}

function readCodec(file: Buffer, track: Box): string | undefined {
  const samples = find(file, track, 'mdia', 'minf', 'stbl', 'stsd');
  return samples && file.toString('latin1', samples.start + 12, samples.start + 16);
}

function readFrameRate(file: Buffer, track: Box): number | undefined {
  const header = find(file, track, 'mdia', 'mdhd');
  const times = find(file, track, 'mdia', 'minf', 'stbl', 'stts');
  if (!header || !times) return undefined;
  const entries = file.readUInt32BE(times.start + 4);
  let frames = 0;
  for (let entry = 0; entry < entries; entry += 1) frames += file.readUInt32BE(times.start + 8 + entry * 8);
  const { timescale, duration } = readTimes(file, header);
  return duration === 0 ? undefined : (frames * timescale) / duration;
}
