export type Random = () => number;

/** mulberry32: small, and the same everywhere. */
export function drawFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const draw = (random: Random, below: number): number => Math.floor(random() * below);

export const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
