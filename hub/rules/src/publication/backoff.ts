const firstMs = 2_000;
const longestMs = 15 * 60_000;

/**
 * How long to wait after the so-manyeth failure in a row (from 1): doubled each time up to a quarter of an hour, of which
 * the seed chooses the upper half, so that what failed together does not come back together.
 */
export function backoffMs(failures: number, seed: string): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(ceiling * (0.5 + 0.5 * fractionOf(`${seed}#${failures}`)));
}

/** A number from 0 to below 1 that depends on the text alone: FNV-1a, mixed once more because short texts differ at their end. */
export function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
