import type { QueueEvent, QueuePolicy, QueueStep } from '../src/landing/queue.ts';

/**
 * What the queue is driven against. Entries are letters; a commit is named by what it holds, in the order in which it
 * came in, so the same merge makes the same commit. `x` is what somebody else puts on the target.
 */
export type World = {
  /** Letters in the order in which they enter. */
  entries: string;
  /** What may not be together in a green tree: 'a' is bad alone, 'ab' only the two together. */
  red?: string[];
  /** Pairs that do not merge. */
  conflicts?: string[];
  policy: QueuePolicy;
  /** The folder that each entry changes and reads, as a letter; `*` reads everything. All read everything unless given. */
  scopes?: string;
  /** How many are in from the start; the others enter at any time. All unless given. */
  present?: number;
  /** Somebody moves the target, once, at any time. */
  isTargetMoved?: boolean;
  /** A person takes this entry out at any time. */
  withdrawn?: string;
  /** Steps of these kinds come in any order with the ends of gates; others are done before the next gate ends. */
  slow?: QueueStep['kind'][];
  /** Canceled runs still bring their verdict, and at each state everything is told again. */
  isToldAgain?: boolean;
};

/** Where the world stands: what was told to the queue, and what is true of it. */
export type State = {
  events: QueueEvent[];
  target: string;
  window: number;
  /** The window at its largest: what was begun in it goes on when it halves. */
  widest: number;
  line: string;
  arrived: number;
  landed: string;
  left: string;
  hasMoved: boolean;
  /** By commit: its verdict as told, or that it has none. A commit that was not made is not here. */
  told: ReadonlyMap<string, 'passed' | 'failed' | 'none'>;
  /** Conflicts as told, as `onto+entry`. */
  clashes: ReadonlySet<string>;
  promoted: string;
};

export function opening(world: World): State {
  const state: State = {
    events: [{ kind: 'opened', tip: '0' }],
    target: '0',
    window: world.policy.window,
    widest: world.policy.window,
    line: '',
    arrived: 0,
    landed: '',
    left: '',
    hasMoved: false,
    told: new Map(),
    clashes: new Set(),
    promoted: '',
  };
  const present = world.present ?? world.entries.length;
  return Array.from({ length: present }).reduce((before: State) => enter(world, before), state);
}

/** `price` is how many gate runs it may cost beside the one that each entry needs. */
export type Successor = { next: State; price: number };

export function carryOut(world: World, state: State, step: QueueStep): Successor {
  const { entry } = step;
  hold(state, state.line.includes(entry), `${entry} is not in the queue: ${step.kind}`);
  switch (step.kind) {
    case 'merge':
      return { next: merge(world, state, entry, step.onto), price: 0 };
    case 'promote':
      return { next: promote(world, state, entry), price: world.policy.ceiling };
    case 'land':
      return { next: land(world, state, entry, step.onto, step.commit), price: 0 };
    case 'eject': {
      const { cause, onto, commit } = step;
      hold(state, onto === state.target, `${entry} is refused on what is not the target`);
      if (cause === 'gates') {
        hold(state, commit === onto + entry, `${entry} is refused for another tree`);
        hold(state, state.told.get(commit!) === 'failed', `${entry} is refused without a verdict`);
        hold(state, isRed(world, commit!), `${entry} is refused though it is good on the target`);
      } else hold(state, isClash(world, onto, entry), `${entry} is refused though it merges`);
      return {
        next: leave(world, state, entry, cause),
        price: cause === 'gates' ? world.policy.ceiling - 1 : 0,
      };
    }
    default:
      throw new Error(`a gate is not carried out: ${step.kind}`);
  }
}

export function enter(world: World, state: State): State {
  const entry = world.entries[state.arrived]!;
  const scope = world.scopes?.[state.arrived] ?? '*';
  const paths = [scope === '*' ? entry : scope];
  const reads = scope === '*' ? ('everything' as const) : paths;
  return {
    ...state,
    events: [...state.events, { kind: 'entered', entry, paths, reads }],
    arrived: state.arrived + 1,
    line: state.line + entry,
  };
}

function merge(world: World, state: State, entry: string, onto: string): State {
  const commit = onto + entry;
  if (isClash(world, onto, entry)) {
    hold(state, !state.clashes.has(`${onto}+${entry}`), `${entry} is merged twice onto ${onto}`);
    return {
      ...state,
      events: [...state.events, { kind: 'conflicted', entry, onto }],
      clashes: new Set([...state.clashes, `${onto}+${entry}`]),
    };
  }
  hold(state, !state.told.has(commit), `${entry} is merged twice onto ${onto}`);
  return {
    ...state,
    events: [...state.events, { kind: 'merged', entry, onto, commit }],
    told: new Map([...state.told, [commit, 'none']]),
  };
}

export function endGate(world: World, state: State, commit: string): State {
  const passed = !isRed(world, commit);
  return {
    ...state,
    events: [...state.events, { kind: 'gated', entry: commit.at(-1)!, commit, passed }],
    told: new Map([...state.told, [commit, passed ? 'passed' : 'failed']]),
  };
}

function promote(world: World, state: State, entry: string): State {
  const ahead = [...state.line.slice(0, state.line.indexOf(entry))];
  const isGreen = [...state.told].some(
    ([commit, verdict]) => verdict === 'passed' && commit.startsWith(state.target) && commit.at(-1) === entry,
  );
  hold(state, isGreen, `${entry} passes others and is not green`);
  hold(state, ahead.length > 0, `${entry} passes nobody`);
  for (const other of ahead) {
    hold(state, areApart(world, entry, other), `${entry} passes ${other}, on which it depends`);
  }
  return {
    ...state,
    events: [...state.events, { kind: 'promoted', entry }],
    line: entry + state.line.replace(entry, ''),
    promoted: state.promoted.replace(entry, '') + entry,
  };
}

function land(world: World, state: State, entry: string, onto: string, commit: string): State {
  hold(state, onto === state.target, `${entry} lands on what is not the target`);
  hold(state, commit === onto + entry, `${entry} lands as another tree than its own on the target`);
  hold(state, !isClash(world, onto, entry), `${entry} lands and does not merge`);
  hold(state, !isRed(world, commit), `the target is red with ${entry}`);
  hold(state, state.told.get(commit) === 'passed', `${commit} lands and was not gated as it is`);
  hold(state, state.line[0] === entry, `${entry} lands before those ahead of it`);
  const window = Math.min(state.window + 1, world.policy.ceiling);
  return {
    ...state,
    events: [...state.events, { kind: 'landed', entry, commit }],
    target: commit,
    window,
    widest: Math.max(state.widest, window),
    line: state.line.replace(entry, ''),
    landed: state.landed + entry,
  };
}

export function leave(
  world: World,
  state: State,
  entry: string,
  cause: 'gates' | 'conflict' | 'withdrawn',
): State {
  const halved = Math.max(Math.floor(state.window / 2), world.policy.floor);
  return {
    ...state,
    events: [...state.events, { kind: 'left', entry, cause }],
    window: cause === 'withdrawn' ? state.window : halved,
    line: state.line.replace(entry, ''),
    left: state.left + entry,
  };
}

export function moveTarget(state: State): State {
  const target = `${state.target}x`;
  return {
    ...state,
    events: [...state.events, { kind: 'target_moved', tip: target }],
    target,
    hasMoved: true,
  };
}

function isRed(world: World, commit: string): boolean {
  return (world.red ?? []).some((together) => [...together].every((part) => commit.includes(part)));
}

function isClash(world: World, onto: string, entry: string): boolean {
  return (world.conflicts ?? []).some((pair) =>
    [...pair].every((part) => part === entry || onto.includes(part)),
  );
}

function areApart(world: World, one: string, other: string): boolean {
  const scopeOf = (entry: string) => world.scopes?.[world.entries.indexOf(entry)] ?? '*';
  return scopeOf(one) !== '*' && scopeOf(other) !== '*' && scopeOf(one) !== scopeOf(other);
}

/** The events are written out only when a promise is broken: there are millions of checks. */
export function hold(state: State, holds: boolean, what: string): void {
  if (holds) return;
  throw new Error([what, ...state.events.map((event) => JSON.stringify(event))].join('\n'));
}
