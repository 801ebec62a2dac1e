import type { MediaDemand, PostMedia } from '@musterhub/rules';
import sharp, { type Sharp } from 'sharp';
import { MediaError } from './media-error.ts';
import { type OpenLimits, openLimits, probeMedia } from './probe-media.ts';

export type FittedPicture = {
  bytes: Uint8Array;
  media: PostMedia;
  /** What was done to it, as phrases for people; empty: it went through untouched. */
  changes: string[];
};

const qualities = [90, 82, 74, 66];
const smallestScale = 0.4;

/**
 * A picture as a place wants it: upright, cropped to the nearest ratio allowed, scaled into its span, of a type that is taken, light
 * enough, and without what its camera wrote about place and time. `ratio` asks for one ratio within the demand, as the items of
 * a carousel share one. Pictures that move are passed on as they are, or refused.
 */
export async function fitPicture(
  bytes: Uint8Array,
  altText: string,
  demand: MediaDemand,
  { ratio, limits = openLimits }: { ratio?: number; limits?: OpenLimits } = {},
): Promise<FittedPicture> {
  const media = await probeMedia(bytes, altText, limits);
  if (media.type.startsWith('video/') || media.durationMs !== undefined) {
    if (demand.types.includes(media.type) && media.bytes <= demand.bytes)
      return { bytes, media, changes: [] };
    throw new MediaError(
      'cannot_fit',
      `expected ${demand.types.join(' or ')} of at most ${demand.bytes} bytes; what moves is not converted here`,
    );
  }
  const plan = planOf(media, demand, ratio);
  const { exif, xmp, iptc, orientation = 1 } = await sharp(bytes).metadata();
  const changes = [
    ...(orientation > 1 ? ['turned upright'] : []),
    ...(plan.crop ? [`cropped to ${plan.crop.width} by ${plan.crop.height}`] : []),
    ...(plan.scale === 1 ? [] : [`scaled to ${plan.width} by ${plan.height}`]),
    ...(plan.type === media.type ? [] : [`turned into ${plan.type}`]),
    ...(exif || xmp || iptc ? ['what the camera wrote about place and time taken out'] : []),
  ];
  if (changes.length === 0 && media.bytes <= demand.bytes) return { bytes, media, changes };
  const fitted = await encodeWithin(bytes, plan, demand.bytes, limits);
  const result = await probeMedia(fitted, altText, limits);
  if (changes.length === 0) changes.push(`made lighter: ${media.bytes} to ${result.bytes} bytes`);
  // Its metadata, which said so, is gone by now.
  const origin = media.madeWithAi === undefined ? {} : { madeWithAi: media.madeWithAi };
  return { bytes: fitted, media: { ...result, ...origin }, changes };
}

type Plan = {
  crop: { left: number; top: number; width: number; height: number } | undefined;
  scale: number;
  width: number;
  height: number;
  type: PostMedia['type'];
};

function planOf(media: PostMedia, demand: MediaDemand, wanted: number | undefined): Plan {
  const { width, height } = media;
  const own = width / height;
  const span = demand.ratio ?? { min: own, max: own };
  const ratio = Math.min(Math.max(wanted ?? own, span.min), span.max);
  const isWide = own > ratio;
  // A crop is never outside of the span: its longer side is rounded down.
  const cropWidth = isWide ? Math.floor(height * ratio) : width;
  const cropHeight = isWide ? height : Math.floor(width / ratio);
  const isCropped = Math.abs(own / ratio - 1) > 0.002;
  const crop = isCropped
    ? {
        left: Math.round((width - cropWidth) / 2),
        top: Math.round((height - cropHeight) / 2),
        width: cropWidth,
        height: cropHeight,
      }
    : undefined;
  const size = crop ?? { width, height };
  const scale = scaleOf(size, demand);
  return {
    crop,
    scale,
    width: Math.round(size.width * scale),
    height: Math.round(size.height * scale),
    type: demand.types.includes(media.type)
      ? media.type
      : ((demand.types[0] ?? 'image/jpeg') as PostMedia['type']),
  };
}

function scaleOf(size: { width: number; height: number }, { width, height }: MediaDemand): number {
  const most = Math.min(
    (width?.max ?? Number.POSITIVE_INFINITY) / size.width,
    (height?.max ?? Number.POSITIVE_INFINITY) / size.height,
  );
  const least = Math.max((width?.min ?? 0) / size.width, (height?.min ?? 0) / size.height);
  if (least > most)
    throw new MediaError(
      'cannot_fit',
      `no size of ${size.width} by ${size.height} lies within what is taken`,
    );
  return Math.max(Math.min(1, most), least);
}

/** Colours are those of sRGB, transparency becomes white where the type has none. */
async function encodeWithin(
  bytes: Uint8Array,
  plan: Plan,
  most: number,
  { pixels }: OpenLimits,
): Promise<Uint8Array> {
  for (let shrink = 1; shrink >= smallestScale; shrink *= 0.8) {
    for (const quality of qualities) {
      let picture = sharp(bytes, { limitInputPixels: pixels }).autoOrient();
      if (plan.crop) picture = picture.extract(plan.crop);
      picture = picture
        .resize({
          width: Math.round(plan.width * shrink),
          height: Math.round(plan.height * shrink),
          fit: 'fill',
        })
        .toColourspace('srgb');
      const encoded = await encode(picture, plan.type, quality);
      if (encoded.byteLength <= most) return encoded;
      // A PNG has no quality to give: it is made smaller at once.
      if (plan.type === 'image/png') break;
    }
  }
  throw new MediaError('cannot_fit', `expected at most ${most} bytes, and it stays heavier at every quality`);
}

function encode(picture: Sharp, type: PostMedia['type'], quality: number): Promise<Buffer> {
  switch (type) {
    case 'image/png':
      return picture.png({ compressionLevel: 9 }).toBuffer();
    case 'image/webp':
      return picture.webp({ quality }).toBuffer();
    case 'image/gif':
      return picture.gif().toBuffer();
    default:
      return picture.flatten({ background: '#ffffff' }).jpeg({ quality }).toBuffer();
  }
}
