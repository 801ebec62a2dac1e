/** A text as the set of its runs of three words, by which two texts are compared. */
export type Shingles = ReadonlySet<string>;

/**
 * What a reader would notice: words in their order, in lower case, without links, hashtags, mentions and marks. Texts of
 * fewer than three words are compared as a whole.
 */
export function shinglesOf(text: string): Shingles {
  const words = text
    .normalize('NFKC')
    .toLocaleLowerCase('en')
    .replace(/https?:\/\/\S+|[#@][\p{L}\p{N}_.]+/gu, ' ')
    .match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu);
  if (words === null) return new Set();
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((last, index) => `${words[index]} ${words[index + 1]} ${last}`));
}

/** Jaccard's measure: what is in both, by what is in either; 0 to 1. Two texts without words are not alike. */
export function similarityOf(one: Shingles, other: Shingles): number {
  const [few, many] = one.size <= other.size ? [one, other] : [other, one];
  let common = 0;
  for (const shingle of few) if (many.has(shingle)) common += 1;
  const all = one.size + other.size - common;
  return all === 0 ? 0 : common / all;
}
