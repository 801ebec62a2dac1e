import type { Item, Variant } from './item.ts';
import { type Shingles, shinglesOf, similarityOf } from './similarity.ts';

export type Likeness = { similarity: number; between: [Variant, Variant] };

/** The two variants of different items that are most alike, on whatever account; undefined for fewer than two items. */
export function highestSimilarity(items: readonly Item[]): Likeness | undefined {
  let highest: Likeness | undefined;
  for (const likeness of likenesses(items)) {
    if (highest === undefined || likeness.similarity > highest.similarity) highest = likeness;
  }
  return highest;
}

/** Every pair of items with its most alike variants: what is compared is hook, body, call and thread, without tags and links. */
export function* likenesses(items: readonly Item[]): Generator<Likeness> {
  const words = items.map(({ variants }) =>
    variants.map((variant) => ({ variant, shingles: ownShingles(variant) })),
  );
  for (const [index, mine] of words.entries()) {
    for (const theirs of words.slice(index + 1)) yield mostAlike(mine, theirs);
  }
}

type Shingled = { variant: Variant; shingles: Shingles };

function mostAlike(mine: readonly Shingled[], theirs: readonly Shingled[]): Likeness {
  const pairs = mine.flatMap((one) =>
    theirs.map(
      (other): Likeness => ({
        similarity: similarityOf(one.shingles, other.shingles),
        between: [one.variant, other.variant],
      }),
    ),
  );
  return pairs.reduce((most, pair) => (pair.similarity > most.similarity ? pair : most));
}

function ownShingles({ parts, thread = [] }: Variant): Shingles {
  return shinglesOf([parts.hook, parts.body, parts.call, ...thread].join(' '));
}
