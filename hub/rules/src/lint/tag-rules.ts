import { factOf } from '../facts/platform-facts.ts';
import { findHashtags, findMentions } from '../post/find-tags.ts';
import { type LintRule, linkPattern, matchesOf } from './lint-rule.ts';

const withoutLinks = (text: string): string => text.replace(linkPattern, (link) => ' '.repeat(link.length));

export const tagRules: readonly LintRule[] = [
  {
    id: 'L11/hashtag-count',
    severity: 'error',
    find: ({ text, platform, role }, brand) => {
      // They are put there so that they do not stand in the way of reading.
      if (role === 'first_comment') return [];
      const tags = findHashtags(text);
      const advised = platform === 'instagram' ? factOf('instagram.caption_hashtags_advised') : 3;
      const wanted = Math.max(advised, brand.hashtags.perPost[platform] ?? 0);
      return tags.slice(wanted).map(({ start, end }) => ({
        message: `${tags.length} hashtags on ${platform}, at most ${wanted}`,
        start,
        end,
        edits: [{ start: text[start - 1] === ' ' ? start - 1 : start, end, text: '' }],
      }));
    },
  },
  {
    id: 'L12/hashtag-form',
    severity: 'error',
    find: ({ text }) => {
      const plain = withoutLinks(text);
      const seen = new Set<string>();
      const twice = findHashtags(plain).flatMap(({ start, end, text: found }) => {
        const tag = found.toLocaleLowerCase('en');
        if (!seen.has(tag)) {
          seen.add(tag);
          return [];
        }
        const edits = [{ start: plain[start - 1] === ' ' ? start - 1 : start, end, text: '' }];
        return [{ message: `${found} stands here twice`, start, end, edits }];
      });
      const broken = matchesOf(
        plain,
        /(?<![\p{L}\p{N}_&])#(?:\d+(?![\p{L}\p{N}_])|(?=\s|$|#))|#[\p{L}\p{N}_]+-[\p{L}\p{N}_-]+/gu,
      );
      return [
        ...twice,
        ...broken.map(({ start, end, found }) => ({
          message: `'${found}' is no hashtag: it needs letters, and neither spaces nor hyphens`,
          start,
          end,
          ...(found.includes('-') ? { edits: [{ start, end, text: found.replaceAll('-', '') }] } : {}),
        })),
      ];
    },
  },
  {
    id: 'L13/mention-count',
    severity: 'error',
    find: ({ text, platform }) => {
      const all = findMentions(text, platform);
      // X forbids mentions that were not asked for; more than two in a post of one's own are never in a conversation.
      const most = platform === 'instagram' ? factOf('instagram.caption_mentions') : 2;
      return all.slice(most).map(({ start, end }) => ({
        message: `${all.length} mentions on ${platform}, at most ${most}`,
        start,
        end,
      }));
    },
  },
];
