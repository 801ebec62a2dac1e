import type { Brand } from '../brand/brand.ts';
import type { MediaRecipe } from '../brand/media-recipe.ts';
import type { Platform } from '../post/post.ts';
import type { TextRole } from '../post/texts-of.ts';

/** A text as it would go out on a platform, with what goes out beside it. */
export type LintSubject = {
  platform: Platform;
  text: string;
  link?: string | undefined;
  media: readonly MediaRecipe[];
  disclosure: { aiGenerated: boolean; paidPartnership: boolean };
  /** What it is in its post; absent, what readers see first. */
  role?: TextRole;
  /** Whatever else the post says: its thread, its first comment. */
  beside?: readonly string[];
};

export type Edit = { start: number; end: number; text: string };

/** What a rule found between two offsets of the text. `edits` put it right without changing what is said. */
export type LintFinding = {
  rule: string;
  severity: 'error' | 'warning';
  message: string;
  start: number;
  end: number;
  edits?: Edit[];
  /** The platform would refuse it, whatever the brand thinks. */
  isPlatforms: boolean;
};

/** A finding before it is known which rule it is of. Without `start` it is about the text as a whole. */
export type Found = {
  message: string;
  start?: number;
  end?: number;
  edits?: Edit[];
  /** Only where it is not the rule's own. */
  severity?: 'error' | 'warning';
};

export type LintRule = {
  /** `L3/unproven-claim`: the number of SPEC.md and a name. */
  id: string;
  severity: 'error' | 'warning';
  isPlatforms?: true;
  find(subject: LintSubject, brand: Brand): Found[];
};

/** Where words stand in a text, in any case, and not as a part of a longer word. */
export function placesOf(text: string, words: string): { start: number; end: number; found: string }[] {
  return matchesOf(text, patternOf(words));
}

const patterns = new Map<string, RegExp>();

/** Compiled once: the same few hundred words are looked for in every text. */
function patternOf(words: string): RegExp {
  const known = patterns.get(words);
  if (known !== undefined) return known;
  const literally = words.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${literally}(?![\\p{L}\\p{N}_])`, 'giu');
  patterns.set(words, pattern);
  return pattern;
}

export function matchesOf(text: string, pattern: RegExp): { start: number; end: number; found: string }[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
    found,
  }));
}

/** A replacement in the case of what it replaces: `Guys` becomes `Everyone`. */
export function inCaseOf(found: string, text: string): string {
  const isCapital = /^\p{Lu}/u.test(found);
  return isCapital ? text.charAt(0).toLocaleUpperCase('en') + text.slice(1) : text;
}

export const linkPattern = /https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?]/giu;
