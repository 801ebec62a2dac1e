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

/** The uncut run: its git commands in their order, and how many events and steps of workflows it has. */
export type RunLength = { gitCommands: string[]; events: number; steps: number; readsPerCut: number };

/** What moves a ref or writes into a worktree or its index. */
const changing =
  /^(add|checkout|clean|commit|merge|read-tree|reset|rm|switch|update-index|update-ref|worktree (add|remove|prune)) /;

/** What only adds objects: before it the repository is as the command ahead has left it. */
const adding = /^(commit-tree|hash-object|merge-tree --write-tree|write-tree)\b/;

/**
 * Every cut of such a run: events and git commands that change something on both sides, commands that only add objects
 * behind them, and commands that only read on one side (or one of several such), since the repository is the same on the
 * other. A step of a workflow is cut before the durable engine has written down that it is done, when its effects are there
 * and it will be done again; after that comes nothing of ours. Postgres survives and is killed by turns: of two sides it is
 * killed on one.
 */
export function everyCut({ gitCommands, events, steps, readsPerCut }: RunLength): Cut[] {
  let reads = 0;
  const git = gitCommands.flatMap((command, index): Cut[] => {
    const number = index + 1;
    if (changing.test(`${command} `)) return onBothSides('git command', number);
    if (adding.test(command)) return onBothSides('git command', number).slice(1);
    reads += 1;
    if (reads % readsPerCut !== 0) return [];
    // Of four that are cut each is cut in another way.
    const turn = (reads / readsPerCut) % 4;
    const side = turn % 2 === 0 ? 'before' : 'after';
    return [{ at: 'git command', number, side, postgres: turn < 2 ? 'survives' : 'killed' }];
  });
  const event = numbers(events).flatMap((number) => onBothSides('event', number));
  const step = numbers(steps).flatMap((number) => onBothSides('step', number).slice(0, 1));
  return [...git, ...event, ...step];
}

/** With Postgres surviving on the side where it is killed for the next number. */
function onBothSides(at: Cut['at'], number: number): [Cut, Cut] {
  const isEven = number % 2 === 0;
  return [
    { at, number, side: 'before', postgres: isEven ? 'killed' : 'survives' },
    { at, number, side: 'after', postgres: isEven ? 'survives' : 'killed' },
  ];
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
