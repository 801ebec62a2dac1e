/** The same text, as counted here and as a vendor reported it: what a request began with, its own words included. */
export type CountedText = { counted: number; reported: number };

export type TokenCorrection =
  | { kind: 'known'; factor: number; samples: number }
  | { kind: 'not_enough_data'; have: number; need: number };

const fewestSamples = 5;
/** Two texts that hardly differ in length say nothing about the factor: what the agent adds varies by more. */
const smallestSpread = 100;
/** A tokenizer that makes half or twice as many tokens is a mistake in the samples rather than a tokenizer. */
const leastFactor = 0.5;
const mostFactor = 2;

/**
 * How many of a model's tokens one token counted here stands for, from first requests of conversations. An agent adds words
 * of its own to every brief, thousands of them, so the factor is the slope and not the quotient: the median of the slopes
 * between all pairs (Theil 1950, Sen 1968), which an odd sample does not move.
 */
export function tokenCorrection(samples: readonly CountedText[]): TokenCorrection {
  const slopes = samples
    .flatMap((one, at) =>
      samples
        .slice(at + 1)
        .filter((other) => Math.abs(other.counted - one.counted) >= smallestSpread)
        .map((other) => (other.reported - one.reported) / (other.counted - one.counted)),
    )
    .toSorted((a, b) => a - b);
  if (samples.length < fewestSamples || slopes.length < fewestSamples)
    return { kind: 'not_enough_data', have: samples.length, need: fewestSamples };
  const middle = (slopes.length - 1) / 2;
  const slope = (slopes[Math.floor(middle)]! + slopes[Math.ceil(middle)]!) / 2;
  const factor = Math.min(mostFactor, Math.max(leastFactor, slope));
  return { kind: 'known', factor, samples: samples.length };
}

/** The limit of a brief in tokens counted here; without data a token is a token. */
export function correctedLimit(tokens: number, correction: TokenCorrection): number {
  return correction.kind === 'known' ? Math.floor(tokens / correction.factor) : tokens;
}
