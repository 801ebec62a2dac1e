import { pictureCount } from '../brand/media-recipe.ts';
import { factOf } from '../facts/platform-facts.ts';
import { countText } from '../post/count-text.ts';
import { findCashtags, findHashtags, findMentions } from '../post/find-tags.ts';
import type { Place } from '../post/find-urls.ts';
import type { Platform } from '../post/post.ts';
import type { LintRule } from './lint-rule.ts';

/** What the platforms refuse, found while a text is still a plan; `checkPost` finds the rest once there are bytes. */
export const platformRules: readonly LintRule[] = [
  {
    id: 'L18/too-long',
    severity: 'error',
    isPlatforms: true,
    find: ({ text, platform, role }) => {
      const { length, limit } = countText(platform, text, role);
      if (length <= limit) return [];
      return [{ message: `${length} characters as ${platform} counts them, at most ${limit}` }];
    },
  },
  {
    id: 'L19/platform-count',
    severity: 'error',
    isPlatforms: true,
    find: ({ text, platform, role }) => {
      if (role === 'first_comment') return [];
      const limits: [string, (text: string, platform: Platform) => Place[], number][] =
        platform === 'instagram'
          ? [
              ['hashtags', findHashtags, factOf('instagram.caption_hashtags')],
              ['mentions', findMentions, factOf('instagram.caption_mentions')],
            ]
          : platform === 'x'
            ? [['cashtags', findCashtags, factOf('x.cashtags')]]
            : [];
      return limits.flatMap(([what, find, most]) => {
        const found = find(text, platform);
        return found.slice(most).map(({ start, end }) => ({
          message: `${found.length} ${what}, ${platform} takes ${most}`,
          start,
          end,
        }));
      });
    },
  },
  {
    id: 'L23/no-picture',
    severity: 'error',
    isPlatforms: true,
    find: ({ platform, media, role = 'text' }) =>
      platform === 'instagram' && media.length === 0 && role === 'text'
        ? [{ message: 'Instagram publishes nothing without a picture or a video' }]
        : [],
  },
  {
    id: 'L24/picture-count',
    severity: 'error',
    isPlatforms: true,
    find: ({ platform, media }) => {
      const count = media.reduce((sum, recipe) => sum + pictureCount(recipe), 0);
      const most = picturesOn(platform);
      return count <= most ? [] : [{ message: `${count} pictures, ${platform} takes ${most}` }];
    },
  },
  {
    id: 'L25/no-alt-text',
    severity: 'error',
    find: ({ media }) =>
      media.flatMap(({ altText }, index) =>
        altText.trim() === '' ? [{ message: `picture ${index + 1} has no alternative text` }] : [],
      ),
  },
];

function picturesOn(platform: Platform): number {
  if (platform === 'x') return factOf('x.media_of_a_post').max;
  // Facebook names no limit for a post of several photos; what Instagram takes is a carousel anywhere.
  return factOf('instagram.carousel_items').max;
}
