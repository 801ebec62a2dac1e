/** Numbers from 0 up to 1 out of a seed (mulberry32): the same seed gives the same row on every machine. */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled(items, random) {
  const row = [...items];
  for (let last = row.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [row[last], row[other]] = [row[other], row[last]];
  }
  return row;
}
