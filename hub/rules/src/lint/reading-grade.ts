import { linkPattern } from './lint-rule.ts';

/**
 * The school grade that a text needs, by Flesch and Kincaid (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
 * Undefined for texts of fewer than 20 words, where the formula says nothing. Lines end sentences: lists are read line by line.
 */
export function readingGrade(text: string): number | undefined {
  const plain = text.replace(linkPattern, ' ').replace(/[#@][\p{L}\p{N}_]+/gu, ' ');
  const words = plain.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  if (words.length < 20) return undefined;
  const sentences = plain.split(/[.!?:;]+(?:\s|$)|\n+/).filter((one) => /[\p{L}\p{N}]/u.test(one)).length;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
}

/** Groups of vowels, less the silent e of English. */
function syllablesOf(word: string): number {
  const plain = word.toLocaleLowerCase('en').replace(/(?:[^laeiouy]|[^aeiouy]l)es?$|[^td]ed$/, '');
  return Math.max(1, plain.match(/[aeiouyà-ÿ]+/gu)?.length ?? 0);
}
