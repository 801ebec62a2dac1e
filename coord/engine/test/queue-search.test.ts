import { describe, expect, test } from 'vitest';
import * as queue from '../src/landing/queue.ts';
import type { World } from './queue-world.ts';
import {
  arrivals,
  badEntries,
  growingWindows,
  movedTargets,
  ownFolders,
  pairs,
  scopes,
  slowLandings,
  slowSteps,
  wideWindows,
} from './queue-worlds.ts';
import { searchWorld } from './search-queue.ts';

const families: [string, (size: number) => Generator<World>, number[]][] = [
  ['every pattern of bad entries, windows of 1 to 8', badEntries, [1, 2, 3, 4, 5, 6]],
  ['windows that grow and halve', growingWindows, [2, 3, 4, 5]],
  ['pairs that are red together or do not merge', pairs, [2, 3, 4]],
  ['entries that come later', arrivals, [1, 2, 3, 4, 5]],
  ['a target that somebody moves', movedTargets, [1, 2, 3, 4]],
  ['scopes that let some pass', scopes, [2, 3, 4]],
  ['scopes that let all pass', ownFolders, [2, 3, 4, 5]],
  ['steps and late results in any order, all told again', slowSteps, [1, 2, 3]],
  ['gates that end during a landing', slowLandings, [3, 4, 6]],
  ['the widest window', wideWindows, [9]],
];

/**
 * `searchWorld` drives the two functions that the coordinator calls, and throws where a promise is broken: the target
 * is never red and was gated as it is, all that is good lands, once and in order, nothing waits for ever, a bad entry
 * costs others of the window one run each.
 */
describe('[Q1] [Q4] [Q5] [Q6] [Q11] every order in which gates end', () => {
  const searches = families.flatMap(([name, worlds, sizes]) => sizes.map((size) => ({ name, worlds, size })));
  test.each(searches)('$name: $size entries', ({ name, worlds, size }) => {
    const total = { worlds: 0, states: 0, ends: 0 };
    for (const world of worlds(size)) {
      const { states, ends } = searchWorld(world, queue);
      total.worlds += 1;
      total.states += states;
      total.ends += ends;
    }
    console.log(`${name}: ${size} entries, ${total.worlds} worlds, ${total.states} states searched`);
    expect(total.ends).toBeGreaterThanOrEqual(total.worlds);
  });
});
