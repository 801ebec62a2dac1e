import assert from 'node:assert/strict';
import { isIndependent } from './is-independent.ts';

/** An entry stands for one exact commit; work that comes back with another commit is another entry. */
export type QueueEntryFacts = { entry: string; paths: string[]; reads: string[] | 'everything' };

export type QueueEvent =
  | { kind: 'opened'; tip: string }
  | ({ kind: 'entered' } & QueueEntryFacts)
  | { kind: 'merged'; entry: string; onto: string; commit: string }
  | { kind: 'conflicted'; entry: string; onto: string }
  | { kind: 'gated'; entry: string; commit: string; passed: boolean }
  | { kind: 'promoted'; entry: string }
  | { kind: 'landed'; entry: string; commit: string }
  | { kind: 'left'; entry: string; cause: 'gates' | 'conflict' | 'withdrawn' }
  | { kind: 'target_moved'; tip: string };

/** How many entries are merged and gated at a time: where it begins, and between what it halves and grows. */
export type QueuePolicy = { window: number; floor: number; ceiling: number };

/**
 * Where an entry stands. `onto` is the commit that its candidate is made on, `parent` the entry whose candidate that
 * commit is, or undefined for the tip itself.
 */
export type QueueEntryState =
  /** Beyond the window. */
  | { kind: 'waiting' }
  /** Within the window, but there is nothing to stand on before `by` is merged or judged. */
  | { kind: 'held'; by: string }
  | { kind: 'merging'; parent: string | undefined; onto: string }
  | { kind: 'gating'; parent: string | undefined; onto: string; commit: string }
  | { kind: 'green'; parent: string | undefined; onto: string; commit: string }
  /** Red on a parent that is not judged yet: either may be at fault. */
  | { kind: 'doubtful'; parent: string; onto: string; commit: string }
  /** Would leave if its parent landed; what is behind it stands on that parent meanwhile. */
  | { kind: 'failing'; cause: 'gates' | 'conflict'; parent: string; onto: string; commit?: string }
  /** Judged on the tip itself: leaves. */
  | { kind: 'refused'; cause: 'gates' | 'conflict'; onto: string; commit?: string };

export type QueueEntry = QueueEntryFacts & { promoted: boolean; state: QueueEntryState };

export type Queue = { tip: string; window: number; entries: QueueEntry[] };

export type QueueStep =
  | { kind: 'merge'; entry: string; onto: string }
  | { kind: 'gate'; entry: string; commit: string; onto: string }
  | { kind: 'promote'; entry: string }
  | { kind: 'land'; entry: string; onto: string; commit: string }
  | { kind: 'eject'; entry: string; cause: 'gates' | 'conflict'; onto: string; commit?: string };

type Candidate = { commit: string } | 'conflict';

/** An entry that has neither landed nor left: its candidates by the commit that they are made on, and all verdicts. */
type Waiting = QueueEntryFacts & {
  promoted: boolean;
  candidates: Map<string, Candidate>;
  verdicts: Map<string, 'passed' | 'failed'>;
};

/** `entered` knows the entries that are gone too: what comes late of them is told from what is unheard of. */
type Ledger = { tip: string; window: number; line: Map<string, Waiting>; entered: Set<string> };

/**
 * The queue as its events leave it, in the order of the log. The first says where the target stands. Repeated events
 * and those of an entry that is gone change nothing, so a coordinator may write again what it is not sure of.
 */
export function assembleQueue(events: readonly QueueEvent[], policy: QueuePolicy): Queue {
  const { window, floor, ceiling } = policy;
  assert(1 <= floor && floor <= window && window <= ceiling, 'a policy has 1 <= floor <= window <= ceiling');
  const opening = events[0];
  assert(opening?.kind === 'opened', 'the first event of a queue says where its target stands');
  const ledger: Ledger = { tip: opening.tip, window, line: new Map(), entered: new Set() };
  for (const event of events) take(ledger, event, policy);
  return { tip: ledger.tip, window: ledger.window, entries: standings(ledger) };
}

function take(ledger: Ledger, event: QueueEvent, policy: QueuePolicy): void {
  if (event.kind === 'opened') return;
  if (event.kind === 'target_moved') {
    ledger.tip = event.tip;
    return;
  }
  if (event.kind === 'entered') {
    if (ledger.entered.has(event.entry)) return;
    ledger.entered.add(event.entry);
    const { entry, paths, reads } = event;
    ledger.line.set(entry, {
      entry,
      paths,
      reads,
      promoted: false,
      candidates: new Map(),
      verdicts: new Map(),
    });
    return;
  }
  assert(ledger.entered.has(event.entry), `'${event.kind}' speaks of ${event.entry}, which never entered`);
  const waiting = ledger.line.get(event.entry);
  if (waiting !== undefined) takeOf(waiting, ledger, event, policy);
}

type EventOfEntry = Exclude<QueueEvent, { kind: 'opened' | 'target_moved' | 'entered' }>;

function takeOf(waiting: Waiting, ledger: Ledger, event: EventOfEntry, policy: QueuePolicy): void {
  switch (event.kind) {
    case 'merged':
      if (!waiting.candidates.has(event.onto)) waiting.candidates.set(event.onto, { commit: event.commit });
      break;
    case 'conflicted':
      if (!waiting.candidates.has(event.onto)) waiting.candidates.set(event.onto, 'conflict');
      break;
    case 'gated':
      // The first verdict stays: what was decided on it may be under way.
      if (!waiting.verdicts.has(event.commit)) {
        waiting.verdicts.set(event.commit, event.passed ? 'passed' : 'failed');
      }
      break;
    case 'promoted':
      waiting.promoted = true;
      ledger.line.delete(event.entry);
      ledger.line = new Map([[event.entry, waiting], ...ledger.line]);
      break;
    case 'landed':
      ledger.line.delete(event.entry);
      ledger.tip = event.commit;
      ledger.window = Math.min(ledger.window + 1, policy.ceiling);
      break;
    case 'left':
      ledger.line.delete(event.entry);
      if (event.cause !== 'withdrawn') {
        ledger.window = Math.max(Math.floor(ledger.window / 2), policy.floor);
      }
      break;
  }
}

/** What the next entry stands on: the tip, or the candidate of the nearest entry ahead that is not failing. */
type Base = { commit: string; parent: string | undefined; isGreen: boolean };

/**
 * Each entry's state, from the front. Beyond the window nothing begins, but who was within before it halved keeps the place and
 * is merged and gated where it stands now. Sent back behind the window, a bad head would cost its followers a second
 * wait: one gate's time more for half of them (32 entries, window 8, gates of 2 s: 4 rounds of gates become 5).
 */
function standings(ledger: Ledger): QueueEntry[] {
  const entries: QueueEntry[] = [];
  let base: Base = { commit: ledger.tip, parent: undefined, isGreen: true };
  let heldBy: string | undefined;
  for (const { candidates, verdicts, ...facts } of ledger.line.values()) {
    const isWithin = entries.length < ledger.window || candidates.size > 0;
    let state: QueueEntryState;
    if (!isWithin) state = { kind: 'waiting' };
    else if (heldBy !== undefined) state = { kind: 'held', by: heldBy };
    else state = stateOn(base, candidates.get(base.commit), verdicts);
    entries.push({ ...facts, state });
    if (state.kind === 'gating' || state.kind === 'green') {
      base = { commit: state.commit, parent: facts.entry, isGreen: state.kind === 'green' };
    } else if (state.kind !== 'failing' && state.kind !== 'refused') heldBy ??= facts.entry;
  }
  return entries;
}

/**
 * Red accuses an entry only when what it stands on is green; until then what is behind it waits. Were it moved at
 * once, a bad head with its gate still running would have all behind it gated again on every subset of each other.
 */
function stateOn(
  { commit: onto, parent, isGreen }: Base,
  candidate: Candidate | undefined,
  verdicts: ReadonlyMap<string, 'passed' | 'failed'>,
): QueueEntryState {
  if (candidate === undefined) return { kind: 'merging', parent, onto };
  if (candidate === 'conflict') {
    const cause = 'conflict';
    return parent === undefined ? { kind: 'refused', cause, onto } : { kind: 'failing', cause, parent, onto };
  }
  const { commit } = candidate;
  const verdict = verdicts.get(commit);
  if (verdict === undefined) return { kind: 'gating', parent, onto, commit };
  if (verdict === 'passed') return { kind: 'green', parent, onto, commit };
  const cause = 'gates';
  if (parent === undefined) return { kind: 'refused', cause, onto, commit };
  return isGreen
    ? { kind: 'failing', cause, parent, onto, commit }
    : { kind: 'doubtful', parent, onto, commit };
}

/**
 * What should be under way now. Whoever carries it out starts what is not, and cancels gate runs that are not listed;
 * a step that is repeated after a crash leads to the same event.
 */
export function nextSteps(queue: Queue): QueueStep[] {
  const steps = queue.entries.flatMap(({ entry, state }, position): QueueStep[] => {
    switch (state.kind) {
      case 'merging':
        return [{ kind: 'merge', entry, onto: state.onto }];
      case 'gating':
        return [{ kind: 'gate', entry, commit: state.commit, onto: state.onto }];
      case 'green':
        return position === 0 ? [{ kind: 'land', entry, onto: state.onto, commit: state.commit }] : [];
      case 'refused':
        return [{ ...state, kind: 'eject', entry }];
      default:
        return [];
    }
  });
  const passing = nextToPass(queue);
  return passing === undefined ? steps : [...steps, { kind: 'promote', entry: passing }];
}

/**
 * Passes only a head whose gate runs: one that is decided is gone in a moment. While an entry that was let past is in
 * the queue nobody passes it, so that two slow gates cannot have each other begun anew for ever.
 */
function nextToPass({ entries }: Queue): string | undefined {
  if (entries[0]?.state.kind !== 'gating' || entries[0].promoted) return undefined;
  const passing = entries.find(
    (entry, position) =>
      entry.state.kind === 'green' &&
      entries.slice(0, position).every((ahead) => isIndependent(entry, ahead)),
  );
  return passing?.entry;
}
