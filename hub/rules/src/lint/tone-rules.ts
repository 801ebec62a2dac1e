import { type LintRule, linkPattern, matchesOf, placesOf } from './lint-rule.ts';
import { readingGrade } from './reading-grade.ts';

/** Words that promise much and say nothing. */
const hype = [
  'revolutionary',
  'game-changing',
  'game changer',
  'game-changer',
  'unleash',
  'synergy',
  'cutting-edge',
  'state-of-the-art',
  'world-class',
  'next-level',
  'next level',
  'disruptive',
  'mind-blowing',
  'jaw-dropping',
  'supercharge',
  'skyrocket',
  'turbocharge',
  'ground-breaking',
  'groundbreaking',
  'once in a lifetime',
  'hurry',
  'act now',
  "don't miss out",
  'last chance',
  'you won’t believe',
  "you won't believe",
  'leverage',
  'seamless',
  'seamlessly',
  'elevate your',
  'unlock the power',
];
/** Drawn as a picture by default or by a selector: the signs of copyright and trade mark are letters. */
const sign = '(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\uFE0F)\\p{Emoji_Modifier}?';
const picture = new RegExp(`\\p{Regional_Indicator}{2}|${sign}(?:\\u200D${sign})*`, 'gu');
/** Written with capitals by everyone. */
const initials = new Set([
  'FAQ',
  'PDF',
  'QR',
  'SMS',
  'USB',
  'VAT',
  'GDPR',
  'CSV',
  'API',
  'DIY',
  'OK',
  'UK',
  'EU',
  'US',
  'USA',
  'TV',
  'PS',
]);

export const toneRules: readonly LintRule[] = [
  {
    id: 'L4/exclamation',
    severity: 'error',
    find: ({ text }, { voice }) => {
      const marks = matchesOf(
        text.replace(linkPattern, (link) => ' '.repeat(link.length)),
        /!+/g,
      );
      const count = marks.reduce((sum, { found }) => sum + found.length, 0);
      if (count <= voice.exclamationsAtMost) return [];
      return marks.slice(voice.exclamationsAtMost).map(({ start, end }) => ({
        message: `${count} exclamation marks, at most ${voice.exclamationsAtMost}`,
        start,
        end,
        edits: [{ start, end, text: /[?.]/.test(text[start - 1] ?? '') ? '' : '.' }],
      }));
    },
  },
  {
    id: 'L5/shouting',
    severity: 'error',
    find: ({ text }, brand) => {
      const plain = text.replace(linkPattern, (link) => ' '.repeat(link.length));
      const loud = matchesOf(plain, /(?<![#@\p{L}\p{N}])\p{Lu}{2,}(?![\p{L}\p{N}])/gu).filter(
        ({ found }) => !initials.has(found) && !brand.name.includes(found),
      );
      return loud.slice(brand.voice.capitalWordsAtMost).map(({ start, end, found }) => ({
        message: `'${found}' shouts`,
        start,
        end,
        edits: [{ start, end, text: found.toLocaleLowerCase('en') }],
      }));
    },
  },
  {
    id: 'L6/hype',
    severity: 'error',
    find: ({ text }) =>
      hype.flatMap((word) =>
        placesOf(text, word).map(({ start, end, found }) => ({
          message: `'${found}' promises much and says nothing: say what it does`,
          start,
          end,
        })),
      ),
  },
  {
    id: 'L7/reading-level',
    severity: 'warning',
    find: ({ text }, { voice }) => {
      const grade = readingGrade(text);
      if (grade === undefined || grade <= voice.gradeAtMost) return [];
      const words = `needs grade ${grade.toFixed(1)}, at most ${voice.gradeAtMost}: shorten sentences and words`;
      return [{ message: words }];
    },
  },
  {
    id: 'L9/emoji',
    severity: 'error',
    find: ({ text }, { voice }) => {
      const all = matchesOf(text, picture);
      return all.slice(voice.emojiAtMost).map(({ start, end }) => ({
        message: `${all.length} emoji, at most ${voice.emojiAtMost}`,
        start,
        end,
        edits: [{ start: text[start - 1] === ' ' ? start - 1 : start, end, text: '' }],
      }));
    },
  },
  {
    id: 'L10/disclosure',
    severity: 'error',
    find: ({ text, platform, disclosure, role = 'text' }) => {
      const named = matchesOf(
        text,
        /\b(?:sponsored|in (?:paid )?partnership with|paid partnership|gifted by|advertorial)\b|#(?:ad|sponsored|anzeige|werbung)\b/giu,
      );
      if (named.length > 0 && !disclosure.paidPartnership) {
        return named.map(({ start, end, found }) => ({
          message: `'${found}' names a partnership, and the post is not marked as one`,
          start,
          end,
        }));
      }
      // X and Instagram carry a label of their own; on a Page the words have to say it.
      if (platform === 'facebook' && role === 'text' && disclosure.paidPartnership && named.length === 0) {
        return [
          { message: "a paid partnership on facebook is said in the text: 'Paid partnership with ...'" },
        ];
      }
      return [];
    },
  },
];
