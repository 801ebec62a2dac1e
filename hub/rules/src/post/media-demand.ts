import type { Span } from '../facts/platform-fact.ts';
import { factOf } from '../facts/platform-facts.ts';
import type { Platform, Post, PostMedia } from './post.ts';

/** What a platform wants of the bytes of a picture or video in a place. A field that is not there is not limited. */
export type MediaDemand = {
  types: readonly string[];
  /** At most. */
  bytes: number;
  ratio?: Span;
  /** Outside of it the platform scales by itself, if `isScaled`. */
  width?: Span;
  height?: Span;
  isScaled?: boolean;
  seconds?: Span;
  framesPerSecond?: Span;
  /** All frames together. */
  pixels?: number;
  frames?: number;
  videoCodecs?: readonly string[];
  audioCodecs?: readonly string[];
};

type Kind = Post['kind'];

/** By platform, kind of post and type of media. Undefined where the platform takes no such media in such a post. */
export function mediaDemand(
  platform: Platform,
  kind: Kind,
  media: Pick<PostMedia, 'type' | 'durationMs'>,
): MediaDemand | undefined {
  const isVideo = media.type.startsWith('video/');
  if (platform === 'instagram') return instagramDemand(kind, isVideo);
  if (platform === 'facebook') return facebookDemand(kind, isVideo);
  return xDemand(kind, media.type === 'image/gif' && media.durationMs !== undefined, isVideo);
}

/** How many pictures or videos a kind of post has on a platform; undefined where the platform has no such kind. */
export function mediaCount(platform: Platform, kind: Kind): Span | undefined {
  return mediaCounts[platform][kind];
}

const one: Span = { min: 1, max: 1 };
const none: Span = { min: 0, max: 0 };
const photosOfX = factOf('x.media_of_a_post');
const mediaCounts: Record<Platform, Partial<Record<Kind, Span>>> = {
  instagram: { photo: one, carousel: factOf('instagram.carousel_items'), reel: one, story: one },
  facebook: {
    text: none,
    photo: one,
    carousel: factOf('facebook.photos_of_a_post'),
    video: one,
    reel: one,
    story: one,
  },
  x: {
    text: none,
    photo: one,
    carousel: { min: 2, max: photosOfX.max },
    video: one,
    thread: { min: 0, max: photosOfX.max },
  },
};

function instagramDemand(kind: Kind, isVideo: boolean): MediaDemand | undefined {
  if (!isVideo) {
    if (kind === 'reel') return undefined;
    return {
      types: factOf('instagram.image_types'),
      bytes: factOf('instagram.image_bytes'),
      width: factOf('instagram.image_width'),
      isScaled: true,
      ...(kind === 'story' ? {} : { ratio: factOf('instagram.image_ratio') }),
    };
  }
  if (kind === 'photo') return undefined;
  const story = kind === 'story';
  return {
    types: factOf('instagram.video_types'),
    bytes: factOf(story ? 'instagram.story_video_bytes' : 'instagram.reel_bytes'),
    ratio: factOf(story ? 'instagram.story_ratio' : 'instagram.reel_ratio'),
    width: { min: 1, max: factOf('instagram.video_width') },
    // Children of a carousel have no page of their own: the shorter of the two spans is kept.
    seconds: factOf(kind === 'reel' ? 'instagram.reel_duration' : 'instagram.story_duration'),
    framesPerSecond: factOf('instagram.video_frame_rate'),
    videoCodecs: factOf('instagram.video_codecs'),
    audioCodecs: factOf('instagram.audio_codecs'),
  };
}

/** A platform that says `9:16` means it; a pixel more or less does not count. */
const around = (ratio: number): Span => ({ min: ratio * 0.99, max: ratio * 1.01 });

function facebookDemand(kind: Kind, isVideo: boolean): MediaDemand | undefined {
  if (!isVideo) {
    if (kind === 'video' || kind === 'reel') return undefined;
    return {
      types: factOf('facebook.photo_types'),
      bytes: factOf(kind === 'story' ? 'facebook.story_photo_bytes' : 'facebook.photo_bytes'),
    };
  }
  if (kind === 'photo' || kind === 'carousel') return undefined;
  const video: MediaDemand = {
    types: factOf('facebook.video_types'),
    bytes: factOf('facebook.video_bytes'),
  };
  if (kind === 'video') return { ...video, seconds: { min: 0, max: factOf('facebook.video_duration') } };
  return {
    ...video,
    ratio: around(factOf('facebook.reel_ratio')),
    width: { min: factOf('facebook.reel_width'), max: Number.POSITIVE_INFINITY },
    height: { min: factOf('facebook.reel_height'), max: Number.POSITIVE_INFINITY },
    seconds: factOf(kind === 'story' ? 'facebook.story_duration' : 'facebook.reel_duration'),
    framesPerSecond: factOf('facebook.reel_frame_rate'),
  };
}

function xDemand(kind: Kind, isAnimated: boolean, isVideo: boolean): MediaDemand | undefined {
  const isOne = kind === 'video' || kind === 'thread';
  if (isVideo) return isOne ? xVideo : undefined;
  if (isAnimated) return isOne ? xAnimated : undefined;
  return kind === 'video' ? undefined : xPicture;
}

const xPicture: MediaDemand = { types: factOf('x.image_types'), bytes: factOf('x.image_bytes') };
const xAnimated: MediaDemand = {
  types: ['image/gif'],
  bytes: factOf('x.gif_bytes'),
  width: { min: 1, max: factOf('x.gif_width') },
  height: { min: 1, max: factOf('x.gif_height') },
  frames: factOf('x.gif_frames'),
  pixels: factOf('x.gif_pixels'),
};
const xVideo: MediaDemand = {
  types: factOf('x.video_types'),
  bytes: factOf('x.video_bytes'),
  width: factOf('x.video_width'),
  height: factOf('x.video_height'),
  ratio: factOf('x.video_ratio'),
  seconds: factOf('x.video_duration'),
  framesPerSecond: { min: 0, max: factOf('x.video_frame_rate') },
  videoCodecs: factOf('x.video_codecs'),
  audioCodecs: factOf('x.audio_codecs'),
};
