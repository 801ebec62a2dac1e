import { isDeepStrictEqual } from 'node:util';
import type { Queue, QueueEvent, QueuePolicy, QueueStep } from '../src/landing/queue.ts';
import {
  carryOut,
  endGate,
  enter,
  hold,
  leave,
  moveTarget,
  opening,
  type State,
  type Successor,
  type World,
} from './queue-world.ts';

export type QueueFunctions = {
  assembleQueue: (events: readonly QueueEvent[], policy: QueuePolicy) => Queue;
  nextSteps: (queue: Queue) => QueueStep[];
};

export type Found = { states: number; ends: number; mostExtraRuns: number };

/** `most` is how many gate runs can still begin, less those that what comes may cost. */
type Visit = { steps: QueueStep[]; most: number };

/**
 * Walks every order in which gates can end, entries arrive and the target move, each state once, and holds the queue
 * to its promises at each. Throws at the first broken one, with the events that led there.
 */
export function searchWorld(world: World, queue: QueueFunctions): Found {
  const seen = new Map<string, Visit>();
  const open = new Set<string>();
  const found = { states: 0, ends: 0 };

  const visit = (state: State): Visit => {
    const key = keyOf(state);
    const known = seen.get(key);
    if (known !== undefined) return known;
    hold(state, !open.has(key), 'the queue comes back to where it was');
    open.add(key);
    found.states += 1;
    const folded = queue.assembleQueue(state.events, world.policy);
    const steps = queue.nextSteps(folded);
    checkState(world, state, folded, steps, queue);
    const following = successors(world, state, steps);
    if (following.length === 0) {
      checkEnd(world, state);
      found.ends += 1;
    }
    let most = following.length === 0 ? 0 : Number.NEGATIVE_INFINITY;
    for (const { next, price } of following) {
      const there = visit(next);
      const started = there.steps.filter((step) => step.kind === 'gate' && !isListed(steps, step.commit));
      most = Math.max(most, started.length - price + there.most);
    }
    open.delete(key);
    const result = { steps, most };
    seen.set(key, result);
    return result;
  };

  const start = opening(world);
  const root = visit(start);
  const runs = root.steps.filter((step) => step.kind === 'gate').length + root.most;
  const mostExtraRuns = runs - world.entries.length;
  hold(start, mostExtraRuns <= 0, 'a bad entry costs more gate runs than there are others in the window');
  return { ...found, mostExtraRuns };
}

function successors(world: World, state: State, steps: QueueStep[]): Successor[] {
  const toDo = steps.filter((step) => step.kind !== 'gate');
  const prompt = toDo.find((step) => !world.slow?.includes(step.kind));
  if (prompt !== undefined) return [carryOut(world, state, prompt)];
  const following = toDo.map((step) => carryOut(world, state, step));
  for (const [commit, verdict] of state.told) {
    const isRunning = world.isToldAgain || isListed(steps, commit);
    if (verdict !== 'none' || !isRunning || !state.line.includes(commit.at(-1)!)) continue;
    following.push({ next: endGate(world, state, commit), price: 0 });
  }
  if (state.arrived < world.entries.length) following.push({ next: enter(world, state), price: 0 });
  if (world.isTargetMoved && !state.hasMoved) {
    // All are gated anew, and each bad one is found out anew.
    const bad = [...state.line].filter((entry) => world.red?.includes(entry));
    following.push({ next: moveTarget(state), price: (1 + bad.length) * world.policy.ceiling });
  }
  if (world.withdrawn !== undefined && state.line.includes(world.withdrawn)) {
    following.push({ next: leave(world, state, world.withdrawn, 'withdrawn'), price: world.policy.ceiling });
  }
  return following;
}

/** What holds wherever the queue is. */
function checkState(
  world: World,
  state: State,
  queue: Queue,
  steps: QueueStep[],
  functions: QueueFunctions,
): void {
  hold(state, queue.tip === state.target, 'the queue knows another target');
  hold(state, queue.window === state.window, 'the window did not follow what landed and left');
  hold(state, queue.entries.map(({ entry }) => entry).join('') === state.line, 'another order');
  hold(state, state.line === '' || steps.length > 0, 'nothing is to be done and entries wait');
  for (const step of steps) if (step.kind === 'gate') checkGate(state, step.commit, step.onto, step.entry);
  checkWindow(state, steps);
  if (world.isToldAgain) checkRepeats(world, state, queue, functions);
}

/** After a crash all may be told again, but for the target, which its mover tells once; and a flaky gate may end otherwise. */
function checkRepeats(world: World, state: State, queue: Queue, functions: QueueFunctions): void {
  const toldTwice = state.events.flatMap((event) => [event, event]);
  const toldAgain = state.events.filter(({ kind }) => kind !== 'target_moved');
  const rows = JSON.parse(JSON.stringify([...toldTwice, ...toldAgain])) as QueueEvent[];
  const rebuilt = functions.assembleQueue(rows, world.policy);
  hold(state, isDeepStrictEqual(rebuilt, queue), 'what is told again makes another queue');
  const contradicted = state.events.flatMap((event): QueueEvent[] =>
    event.kind === 'gated' ? [event, { ...event, passed: !event.passed }] : [event],
  );
  const same = isDeepStrictEqual(functions.assembleQueue(contradicted, world.policy), queue);
  hold(state, same, 'a verdict that contradicts the first makes another queue');
}

/** A gate runs for what may become the target: on the target or on those ahead, and on nothing that is known red. */
function checkGate(state: State, commit: string, onto: string, entry: string): void {
  hold(state, commit === onto + entry, `${commit} is gated for ${entry} on ${onto}`);
  hold(state, state.told.get(commit) === 'none', `${commit} is gated and not made, or judged already`);
  hold(state, commit.startsWith(state.target), `${commit} is gated on what the target was`);
  const ahead = state.line.slice(0, state.line.indexOf(entry));
  let from = 0;
  for (const below of onto.slice(state.target.length)) {
    const at = ahead.indexOf(below, from);
    hold(state, at >= 0, `${commit} is gated on ${below}, which is not ahead of it`);
    from = at + 1;
  }
  for (let end = state.target.length + 1; end < commit.length; end += 1) {
    const below = commit.slice(0, end);
    hold(state, state.told.get(below) !== 'failed', `${commit} is gated on a red ${below}`);
  }
}

/**
 * No more gates run than the window ever held; it is used in full, by those too who were in it before it halved, when all is merged and
 * nobody in the queue is known to be bad.
 */
function checkWindow(state: State, steps: QueueStep[]): void {
  const gates = steps.filter(({ kind }) => kind === 'gate').length;
  hold(state, gates <= state.widest, 'more gates run than the window ever held');
  if (steps.some(({ kind }) => kind === 'merge')) return;
  const known = [
    ...state.clashes,
    ...[...state.told.keys()].filter((made) => state.told.get(made) === 'failed'),
  ];
  if (known.some((commit) => state.line.includes(commit.at(-1)!))) return;
  const begun = new Set([...state.told.keys(), ...state.clashes].map((made) => made.at(-1)));
  let commit = state.target;
  for (const entry of [...state.line].filter((one, at) => at < state.window || begun.has(one))) {
    commit += entry;
    const isJudged = state.told.get(commit) === 'passed';
    hold(state, isJudged || isListed(steps, commit), `${commit} is in the window and not gated`);
  }
}

function checkEnd(world: World, state: State): void {
  const gone = [...state.landed, ...state.left].toSorted().join('');
  hold(state, gone === [...world.entries].toSorted().join(''), 'not all landed or left once');
  const isPlain = !world.isTargetMoved && world.withdrawn === undefined && world.conflicts === undefined;
  if (isPlain && (world.red ?? []).every((together) => together.length === 1)) {
    const good = [...world.entries].filter((entry) => !world.red?.includes(entry)).join('');
    hold(state, [...state.landed].toSorted().join('') === good, 'not every good entry landed');
    if (state.promoted === '') hold(state, state.landed === good, 'landed in another order');
  }
}

function isListed(steps: QueueStep[], commit: string): boolean {
  return steps.some((step) => step.kind === 'gate' && step.commit === commit);
}

/** Two histories with the same key are told apart by nothing that comes: what is known of those who are gone is not in it. */
function keyOf(state: State): string {
  const known: string[] = [];
  for (const [commit, verdict] of state.told) {
    if (state.line.includes(commit.at(-1)!)) known.push(`${commit}${verdict}`);
  }
  for (const clash of state.clashes) if (state.line.includes(clash.at(-1)!)) known.push(clash);
  const promoted = [...state.promoted].filter((entry) => state.line.includes(entry)).toSorted();
  const { target, line, window, widest, arrived } = state;
  return [target, line, window, widest, arrived, promoted.join(''), known.toSorted().join()].join(' ');
}
