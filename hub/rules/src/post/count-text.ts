import { factOf } from '../facts/platform-facts.ts';
import { findHashtags } from './find-tags.ts';
import type { Platform } from './post.ts';
import type { TextRole } from './texts-of.ts';
import { weightedLength } from './weighted-length.ts';

/** A text as its platform counts it, for whoever writes it. */
export type TextCount = {
  length: number;
  limit: number;
  /** The UTF-16 index from which on it is too much; null while it fits. */
  overFrom: number | null;
  /** Only where the platform limits them. */
  hashtags: { count: number; limit: number } | null;
};

export function countText(platform: Platform, text: string, role: TextRole = 'text'): TextCount {
  if (platform === 'x') {
    const { length, limit, lastValidIndex } = weightedLength(text);
    return { length, limit, overFrom: length > limit ? lastValidIndex + 1 : null, hashtags: null };
  }
  const isComment = role === 'first_comment';
  const limit = isComment
    ? factOf(`${platform}.comment_characters`)
    : factOf(platform === 'instagram' ? 'instagram.caption_characters' : 'facebook.text_characters');
  const hashtags =
    platform === 'instagram' && !isComment
      ? { count: findHashtags(text).length, limit: factOf('instagram.caption_hashtags') }
      : null;
  return { length: text.length, limit, overFrom: text.length > limit ? limit : null, hashtags };
}
