/**
 * Numbers from a seed: xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32. The same seed gives the same row
 * on every machine and in every version, which a calendar's bytes depend on.
 */
export type Random = {
  /** A whole number from 0 to one below `below`. */
  below(below: number): number;
  /** A new order of the same values. */
  shuffled<Value>(values: readonly Value[]): Value[];
};

export function makeRandom(...seeds: readonly (number | string)[]): Random {
  const state = filled(seeds.map(String).join('\u0000'));
  const next = (): number => {
    const [first, second, third, fourth] = state as [number, number, number, number];
    const result = Math.imul(rotated(Math.imul(second, 5), 7), 9) >>> 0;
    const shifted = second << 9;
    state[2] = third ^ first;
    state[3] = fourth ^ second;
    state[1] = second ^ state[2];
    state[0] = first ^ state[3];
    state[2] ^= shifted;
    state[3] = rotated(state[3], 11);
    return result;
  };
  const below = (limit: number): number => Math.floor((next() / 4_294_967_296) * limit);
  const shuffled = <Value>(values: readonly Value[]): Value[] => {
    const row = [...values];
    for (let last = row.length - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      [row[last], row[other]] = [row[other]!, row[last]!];
    }
    return row;
  };
  return { below, shuffled };
}

/** FNV-1a folds the seed's text to 32 bits, SplitMix32 spreads them over the state. */
function filled(text: string): number[] {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return [0, 1, 2, 3].map(() => {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  });
}

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
