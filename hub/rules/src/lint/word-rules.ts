import type { Brand } from '../brand/brand.ts';
import { type Found, inCaseOf, type LintRule, linkPattern, matchesOf, placesOf } from './lint-rule.ts';

/** Statements that need a proof whoever makes them. */
const boasts =
  /\b(?:the (?:best|fastest|cheapest|easiest|safest|leading|world's|(?:only|first) (?:app|tool|product|platform|service|software|company|brand))|number one|no\.? ?1|guaranteed?|risk[- ]free|scientifically|clinically|proven|award[- ]winning|100 ?%|everyone (?:loves|uses)|never fails|best[- ]in[- ]class)\b|#1\b/giu;
/** Figures that a reader may ask the proof of: shares, multiples, crowds, and time or money that is won. */
const figures =
  /\b\d[\d.,]*\s?(?:%|percent\b|x\b|times\b)|\b\d[\d.,]*\+?\s?(?:million |thousand |[mk] )?(?:users|customers|studios|shops|companies|people|teams|downloads|reviews|members|clients)\b|\b(?:saves?|saved|saving|earns?|gains?|won)\s(?:\p{L}+\s){0,2}[$€£]?\d[\d.,]*|\b(?:half|twice|double|triple) (?:the|as|your)\b/giu;

/** Terms that leave people out or hurt, and what to write. */
const inclusive: readonly (readonly [string, string])[] = [
  ['guys', 'everyone'],
  ['manpower', 'staff'],
  ['man-hours', 'working hours'],
  ['chairman', 'chair'],
  ['salesman', 'salesperson'],
  ['craftsmanship', 'skill'],
  ['mankind', 'people'],
  ['housewives', 'people at home'],
  ['blacklist', 'block list'],
  ['whitelist', 'allow list'],
  ['crazy', 'surprising'],
  ['insane', 'surprising'],
  ['lame', 'dull'],
  ['crippled', 'held back'],
  ['sanity check', 'quick check'],
  ['grandfathered', 'exempt'],
  ['the elderly', 'older people'],
  ['handicapped', 'disabled'],
  ['so easy your mother', 'so easy anybody'],
  ['dummies', 'beginners'],
];

/** What an editor or a program left in the text. */
const leftOvers =
  /\{\{|\}\}|\{%|%\}|\blorem ipsum\b|\[(?:name|link|date|insert[^\]]*|your [^\]]*)\]|\b(?:TBD|TBC|XXX+)\b|\bundefined\b|\bNaN\b|\[object Object\]/giu;

/** UTF-8 that was read as another encoding, with what it was. */
const misread: readonly (readonly [string, string])[] = [
  ['\u00e2\u20ac\u2122', '\u2019'],
  ['\u00e2\u20ac\u0153', '\u201c'],
  ['\u00e2\u20ac\u009d', '\u201d'],
  ['\u00e2\u20ac\u201c', '\u2013'],
  ['\u00e2\u20ac\u00a6', '\u2026'],
  ['\u00c3\u00a9', '\u00e9'],
  ['\u00c3\u00a8', '\u00e8'],
  ['\u00c3\u00bc', '\u00fc'],
  ['\u00c3\u00b6', '\u00f6'],
  ['\u00c3\u00a4', '\u00e4'],
  ['\u00c2\u00a0', ' '],
  ['\ufffd', ''],
];

export const wordRules: readonly LintRule[] = [
  {
    id: 'L1/banned-word',
    severity: 'error',
    find: ({ text }, brand) =>
      brand.words.banned.flatMap(({ word, instead }) =>
        placesOf(text, word).map(({ start, end, found }) => ({
          message:
            instead === undefined ? `'${found}' is banned` : `'${found}' is banned: write '${instead}'`,
          start,
          end,
          ...(instead === undefined ? {} : { edits: [{ start, end, text: inCaseOf(found, instead) }] }),
        })),
      ),
  },
  {
    id: 'L2/required-word',
    severity: 'error',
    find: ({ text, platform, role = 'text', beside = [] }, brand) => {
      if (role !== 'text') return [];
      const said = [text, ...beside];
      return brand.words.required
        .filter(
          ({ on, anyOf }) =>
            on.includes(platform) &&
            !said.some((one) => anyOf.some((word) => placesOf(one, word).length > 0)),
        )
        .map(({ anyOf }) => ({
          message: `expected ${anyOf.map((word) => `'${word}'`).join(' or ')} in the text`,
        }));
    },
  },
  { id: 'L3/unproven-claim', severity: 'error', find: ({ text }, brand) => unproven(text, brand) },
  {
    id: 'L8/inclusive-language',
    severity: 'error',
    find: ({ text }) =>
      inclusive.flatMap(([word, instead]) =>
        placesOf(text, word).map(({ start, end, found }) => ({
          message: `'${found}' leaves readers out or hurts: write '${instead}'`,
          start,
          end,
          edits: [{ start, end, text: inCaseOf(found, instead) }],
        })),
      ),
  },
  {
    id: 'L20/left-over',
    severity: 'error',
    find: ({ text }) =>
      matchesOf(text, leftOvers).map(({ start, end, found }) => ({
        message: `'${found}' was left in the text`,
        start,
        end,
      })),
  },
  {
    id: 'L21/misread-letters',
    severity: 'error',
    find: ({ text }) =>
      misread.flatMap(([wrong, right]) =>
        matchesOf(text, new RegExp(wrong, 'gu')).map(({ start, end }) => ({
          message:
            right === ''
              ? 'a letter was lost in another encoding'
              : `'${right}' was read in the wrong encoding`,
          start,
          end,
          ...(right === '' ? {} : { edits: [{ start, end, text: right }] }),
        })),
      ),
  },
  {
    id: 'L22/doubled-word',
    severity: 'warning',
    find: ({ text }) =>
      [...text.matchAll(/(?<![\p{L}\p{N}])(\p{L}+)( +)\1(?![\p{L}\p{N}])/giu)]
        .filter(([, word]) => !/^(?:had|that|bye|so|very|no|ha)$/i.test(word!))
        .map(({ index, 0: found, 1: word, 2: space }) => ({
          message: `'${found}' has a word twice`,
          start: index,
          end: index + found.length,
          edits: [
            {
              start: index + word!.length,
              end: index + word!.length + space!.length + word!.length,
              text: '',
            },
          ],
        })),
  },
];

/** Claims of the brand without proof, and boasts and figures that no claim of the brand covers. */
function unproven(text: string, brand: Brand): Found[] {
  const proven = brand.claims
    .filter(({ proof }) => proof !== undefined)
    .flatMap(({ phrase }) => placesOf(text, phrase));
  const named = brand.claims
    .filter(({ proof }) => proof === undefined)
    .flatMap(({ phrase }) => placesOf(text, phrase))
    .map(({ start, end, found }) => ({ message: `'${found}' is a claim without proof`, start, end }));
  const links = matchesOf(text, linkPattern);
  const isCovered = ({ start, end }: { start: number; end: number }): boolean =>
    [...proven, ...links].some((one) => one.start <= start && end <= one.end);
  const general = [...matchesOf(text, boasts), ...matchesOf(text, figures)]
    .filter((one) => !isCovered(one) && !named.some(({ start, end }) => start < one.end && one.start < end))
    .map(({ start, end, found }) => ({
      message: `'${found.trim()}' wants a proof: enter the phrase under claims with its proof, or say it otherwise`,
      start,
      end,
    }));
  return [...named, ...general];
}
