/** Where a run is cut: the coordinator gets SIGKILL right before or right after one of its effects. */
export type Cut = {
  at: 'git command' | 'event' | 'step';
  /** Counted from 1 in the run as it goes. */
  number: number;
  side: 'before' | 'after';
  /** What becomes of the embedded server in the same moment. */
  postgres: 'survives' | 'killed';
};

export function cutName({ at, number, side, postgres }: Cut): string {
  return `${side} ${at} ${number}, Postgres ${postgres}`;
}

/** How many of each a run has. */
export type RunLength = { gitCommands: number; events: number; steps: number };

/**
 * Every cut of such a run. Git commands and events are cut on both sides. A step of a workflow is cut before the durable
 * engine has written down that it is done, when its effects are there and it will be done again; after that comes nothing
 * of ours. Events and steps are cut with Postgres surviving and with it killed; at git commands it is killed on one side,
 * by turns, so that every command is cut once with it surviving and once with it killed.
 */
export function everyCut({ gitCommands, events, steps }: RunLength): Cut[] {
  const git = numbers(gitCommands).flatMap((number) =>
    sides.map((side, at): Cut => {
      const postgres = (number + at) % 2 === 0 ? 'survives' : 'killed';
      return { at: 'git command', number, side, postgres };
    }),
  );
  const event = numbers(events).flatMap((number) =>
    sides.flatMap((side) => fates.map((postgres): Cut => ({ at: 'event', number, side, postgres }))),
  );
  const step = numbers(steps).flatMap((number) =>
    fates.map((postgres): Cut => ({ at: 'step', number, side: 'before', postgres })),
  );
  return [...git, ...event, ...step];
}

const sides = ['before', 'after'] as const;
const fates = ['survives', 'killed'] as const;

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
