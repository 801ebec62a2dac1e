import type { Platform, Post } from '@musterhub/rules';
import { testMedia } from './serve-media.ts';

const disclosure = { aiGenerated: false, paidPartnership: false };

/** A post with most of what a platform has: media, what follows, more than one call before it. */
export function richPost(platform: Platform, text: string): Post {
  switch (platform) {
    case 'instagram':
      return {
        platform,
        kind: 'carousel',
        text,
        media: testMedia,
        firstComment: `More: ${text}`,
        disclosure,
      };
    case 'facebook':
      return {
        platform,
        kind: 'photo',
        text,
        media: testMedia.slice(0, 1),
        firstComment: `More: ${text}`,
        disclosure,
      };
    case 'x':
      return {
        platform,
        kind: 'thread',
        text,
        media: testMedia.slice(0, 1),
        thread: [`More: ${text}`],
        disclosure,
      };
  }
}

/** The least that a platform takes. */
export function plainPost(platform: Platform, text: string): Post {
  return platform === 'instagram'
    ? { platform, kind: 'photo', text, media: testMedia.slice(0, 1), disclosure }
    : { platform, kind: 'text', text, media: [], disclosure };
}
