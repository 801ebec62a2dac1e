import type { QueuePolicy } from '../src/landing/queue.ts';
import type { World } from './queue-world.ts';

/** Every set of letters: which entries are bad. */
function setsOf(letters: string): string[][] {
  return Array.from({ length: 2 ** letters.length }, (_, set) =>
    [...letters].filter((_letter, index) => ((set >> index) & 1) === 1),
  );
}

/** No pair, or one of them. */
function onePairOf(letters: string): string[][] {
  const pairs = [...letters].flatMap((one, index) =>
    [...letters.slice(index + 1)].map((other) => [one + other]),
  );
  return [[], ...pairs];
}

function wordsOf(alphabet: string, length: number): string[] {
  if (length === 0) return [''];
  return wordsOf(alphabet, length - 1).flatMap((word) => [...alphabet].map((letter) => word + letter));
}

function policyOf(window: number, ceiling = window, floor = 1): QueuePolicy {
  return { window, floor, ceiling };
}

function lettersOf(size: number): string {
  return 'abcdefghi'.slice(0, size);
}

/** Each pattern of good and bad entries, each window from 1 to 8 that does not grow beyond where it began. */
export function* badEntries(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of setsOf(entries)) {
    for (let window = 1; window <= 8; window += 1) yield { entries, red, policy: policyOf(window) };
  }
}

/** A window that begins small, grows to eight and halves to a floor. */
export function* growingWindows(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of setsOf(entries)) {
    for (const window of [1, 2, 3, 4]) {
      for (const floor of [1, 2])
        if (floor <= window) yield { entries, red, policy: policyOf(window, 8, floor) };
    }
  }
}

/** Two entries that are red only together, two that do not merge, and bad ones beside. */
export function* pairs(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of setsOf(entries)) {
    for (const together of onePairOf(entries)) {
      for (const conflicts of onePairOf(entries)) {
        if (together.length + conflicts.length === 0) continue;
        for (const window of [1, 2, 3, 4, 8]) {
          yield { entries, red: [...red, ...together], conflicts, policy: policyOf(window) };
        }
      }
    }
  }
}

/** Some are in from the start, the others enter at any time. */
export function* arrivals(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of setsOf(entries)) {
    for (let present = 0; present < size; present += 1) {
      for (const window of [1, 2, 3, 8]) yield { entries, red, present, policy: policyOf(window) };
    }
  }
}

/** Somebody moves the target at any time; what comes with it may break or contradict an entry. */
export function* movedTargets(size: number): Generator<World> {
  const entries = lettersOf(size);
  const withMove = [[], ...[...entries].map((entry) => [`${entry}x`])];
  for (const red of setsOf(entries)) {
    for (const together of withMove) {
      for (const conflicts of withMove) {
        for (const window of [1, 2, 4]) {
          const policy = policyOf(window);
          yield { entries, red: [...red, ...together], conflicts, isTargetMoved: true, policy };
        }
      }
    }
  }
}

/** Each entry has one of two folders, or reads everything; two of them may be red together for all that they declare. */
export function* scopes(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of setsOf(entries)) {
    for (const word of wordsOf('AB*', size)) {
      for (const together of size < 4 ? onePairOf(entries) : [[]]) {
        for (const window of [2, 4]) {
          yield { entries, red: [...red, ...together], scopes: word, policy: policyOf(window) };
        }
      }
    }
  }
}

/** All have a folder of their own. */
export function* ownFolders(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of setsOf(entries)) {
    for (const window of [2, 3, 4, 8]) {
      yield { entries, red, scopes: 'ABCDEFGHI'.slice(0, size), policy: policyOf(window) };
    }
  }
}

/** Every step in any order with the ends of gates, one more thing that can happen at a time, and all of it told again. */
export function* slowSteps(size: number): Generator<World> {
  const entries = lettersOf(size);
  const happenings: Partial<World>[] = [
    {},
    { isTargetMoved: true },
    { withdrawn: 'a' },
    { withdrawn: 'b' },
    { present: 1 },
    { scopes: 'ABC'.slice(0, size) },
    { conflicts: ['ab'] },
    { conflicts: ['ab', 'ac'], isTargetMoved: true },
  ];
  const slow: World['slow'] = ['merge', 'promote', 'land', 'eject'];
  for (const red of setsOf(entries)) {
    for (const happening of happenings) {
      for (const window of [2, 3]) {
        yield { entries, red, slow, isToldAgain: true, policy: policyOf(window), ...happening };
      }
    }
  }
}

/**
 * Gates end while a landing or an ejection is under way. From six entries and a window of five it shows here whether a
 * window that halves costs those beyond it their runs.
 */
export function* slowLandings(size: number): Generator<World> {
  const entries = lettersOf(size);
  for (const red of size < 5 ? setsOf(entries) : [['a'], ['b'], ['c']]) {
    for (const window of [2, 3, 4, 5])
      yield { entries, red, slow: ['land', 'eject'], policy: policyOf(window) };
  }
}

/** As many entries as the widest window and one more. */
export function* wideWindows(): Generator<World> {
  for (const red of [[], ['a'], ['b'], ['i']]) yield { entries: lettersOf(9), red, policy: policyOf(8) };
}
