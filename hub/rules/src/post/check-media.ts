import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../facts/platform-fact.ts';
import { formatError } from '../format-finding.ts';
import { type MediaDemand, mediaDemand } from './media-demand.ts';
import type { Post, PostMedia } from './post.ts';

/** The picture or video at a place of a post against what the platform wants of its bytes; the place is counted from 1. */
export function checkMedia(post: Post, media: PostMedia, place: number): Diagnostic[] {
  const name = `${media.type.startsWith('video/') ? 'video' : 'picture'} ${place}`;
  const demand = mediaDemand(post.platform, post.kind, media);
  if (demand === undefined) {
    return [
      formatError(
        'format/media-type',
        `${name} is ${media.type}: ${post.platform} takes none in a ${post.kind}`,
      ),
    ];
  }
  return [
    ...checkBytes(media, demand, name),
    ...checkSize(media, demand, name),
    ...checkMoving(media, demand, name),
  ];
}

function checkBytes({ type, bytes }: PostMedia, demand: MediaDemand, name: string): Diagnostic[] {
  const findings: Diagnostic[] = [];
  if (!demand.types.includes(type)) {
    findings.push(
      formatError(
        'format/media-type',
        `${name} is ${type}, and only ${demand.types.join(', ')} is taken`,
        `turn it into ${demand.types[0]}`,
      ),
    );
  }
  if (bytes > demand.bytes) {
    findings.push(
      formatError(
        'format/media-bytes',
        `${name} has ${bytes} bytes, at most ${demand.bytes} are taken`,
        'scale it',
      ),
    );
  }
  return findings;
}

function checkSize(media: PostMedia, demand: MediaDemand, name: string): Diagnostic[] {
  const { width, height } = media;
  const ratio = width / height;
  const outside = (value: number, span: Span | undefined) =>
    span !== undefined && (value < span.min || value > span.max);
  const findings: Diagnostic[] = [];
  // Sizes are whole pixels: half a pixel of the shorter side is no other ratio.
  const slack = 0.5 / Math.min(width, height);
  if (demand.ratio && outside(ratio, widened(demand.ratio, ratio * slack))) {
    const allowed = `${round(demand.ratio.min)} to ${round(demand.ratio.max)}`;
    findings.push(
      formatError(
        'format/media-ratio',
        `${name} is ${width} by ${height}, a ratio of ${round(ratio)}: ${allowed} is taken`,
        'crop it',
      ),
    );
  }
  if (outside(width, demand.width) || outside(height, demand.height)) {
    const sides = [spanText('wide', demand.width), spanText('high', demand.height)]
      .filter(Boolean)
      .join(', ');
    findings.push({
      ...formatError(
        'format/media-size',
        `${name} is ${width} by ${height} pixels: ${sides} is taken`,
        'scale it',
      ),
      severity: demand.isScaled ? 'warning' : 'error',
    });
  }
  return findings;
}

function checkMoving(media: PostMedia, demand: MediaDemand, name: string): Diagnostic[] {
  const seconds = media.durationMs === undefined ? undefined : media.durationMs / 1000;
  const frames =
    seconds !== undefined && media.framesPerSecond ? Math.round(seconds * media.framesPerSecond) : undefined;
  const findings: Diagnostic[] = [];
  const judge = (
    rule: `format/${string}`,
    value: number | undefined,
    span: Span | undefined,
    unit: string,
    fix: string,
  ) => {
    if (span === undefined) return;
    if (value === undefined) {
      findings.push(
        formatError(rule, `${name}: ${unit} are not known`, 'give a video whose header tells them'),
      );
    } else if (value < span.min || value > span.max) {
      findings.push(
        formatError(
          rule,
          `${name} has ${round(value)} ${unit}: ${round(span.min)} to ${round(span.max)} are taken`,
          fix,
        ),
      );
    }
  };
  judge('format/media-duration', seconds, demand.seconds, 'seconds', 'cut it');
  judge(
    'format/media-frame-rate',
    media.framesPerSecond,
    demand.framesPerSecond,
    'frames a second',
    'convert it',
  );
  judge('format/media-frames', frames ?? 1, upTo(demand.frames), 'frames', 'cut it');
  judge(
    'format/media-frames',
    (frames ?? 1) * media.width * media.height,
    upTo(demand.pixels),
    'pixels in all frames',
    'scale it',
  );
  findings.push(...checkCodec('picture', media.videoCodec, demand.videoCodecs, name));
  // A video without sound has no codec of sound.
  if (media.audioCodec) findings.push(...checkCodec('sound', media.audioCodec, demand.audioCodecs, name));
  return findings;
}

function checkCodec(
  part: string,
  codec: string | undefined,
  taken: readonly string[] | undefined,
  name: string,
): Diagnostic[] {
  if (taken === undefined || (codec !== undefined && taken.includes(codec))) return [];
  const message = `${name} has its ${part} as ${codec ?? 'something unknown'}: ${taken.join(', ')} is taken`;
  return [formatError('format/media-codec', message, 'convert it')];
}

const upTo = (max: number | undefined): Span | undefined => (max === undefined ? undefined : { min: 0, max });
const widened = ({ min, max }: Span, slack: number): Span => ({ min: min - slack, max: max + slack });
const round = (value: number): string => String(Math.round(value * 1000) / 1000);
const spanText = (side: string, span: Span | undefined): string => {
  if (span === undefined) return '';
  return span.max === Number.POSITIVE_INFINITY
    ? `at least ${span.min} ${side}`
    : `${span.min} to ${span.max} ${side}`;
};
