/** Where a run is cut: the coordinator gets SIGKILL right before or right after one of its effects. */
export type Cut = {
  at: 'git command' | 'event';
  /** Counted from 1 in the run as it goes. */
  number: number;
  side: 'before' | 'after';
  /** What becomes of the embedded server in the same moment. */
  postgres: 'survives' | 'killed';
};

export function cutName({ at, number, side, postgres }: Cut): string {
  return `${side} ${at} ${number}, Postgres ${postgres}`;
}

/**
 * Every cut of a run with so many git commands and events. An event is cut on both sides, each with Postgres surviving
 * and killed. Git commands are cut on both sides too, and Postgres is killed on one of them, by turns: so every command
 * is cut once with it surviving and once with it killed.
 */
export function everyCut(length: { gitCommands: number; events: number }): Cut[] {
  const sides = ['before', 'after'] as const;
  const fates = ['survives', 'killed'] as const;
  const git = numbers(length.gitCommands).flatMap((number) =>
    sides.map((side, at): Cut => {
      const postgres = (number + at) % 2 === 0 ? 'survives' : 'killed';
      return { at: 'git command', number, side, postgres };
    }),
  );
  const events = numbers(length.events).flatMap((number) =>
    sides.flatMap((side) => fates.map((postgres): Cut => ({ at: 'event', number, side, postgres }))),
  );
  return [...git, ...events];
}

/** One cut out of every `stride`, at a place within it that the seed decides. */
export function sampleCuts(cuts: Cut[], { stride, seed }: { stride: number; seed: number }): Cut[] {
  const draw = makeDraw(seed);
  const sample: Cut[] = [];
  for (let start = 0; start < cuts.length; start += stride) {
    const cut = cuts[start + Math.floor(draw() * Math.min(stride, cuts.length - start))];
    if (cut !== undefined) sample.push(cut);
  }
  return sample;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** mulberry32: a seed gives the same sample on every machine. */
function makeDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
