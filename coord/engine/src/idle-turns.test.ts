import type { Verdict } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { makeTurn } from '../test/make-facts.ts';
import { idleTurns } from './idle-turns.ts';

type Rework = Verdict & { kind: 'rework' };
const red = (tree: string, feedback = 'one is red'): Rework => ({
  kind: 'rework',
  cause: 'gates',
  feedback,
  tree,
});
const idle = (tree: string, said: string): Rework => ({
  kind: 'rework',
  cause: 'nothing_done',
  feedback: said,
  tree,
});
const out: Rework = { kind: 'rework', cause: 'outage', feedback: 'quota' };
const failed: Rework = { kind: 'rework', cause: 'driver', feedback: 'exit 1' };

/** Verdicts in the order of the turns. */
const count = (...verdicts: Verdict[]) =>
  idleTurns(
    verdicts.map((verdict, index) => makeTurn({ task: 't', number: index + 1, verdict })).toReversed(),
  );

describe('[E6] turns that bring nothing new', () => {
  test.each<[string, Verdict[], number]>([
    ['none was judged', [], 0],
    ['the first', [red('a')], 0],
    ['another tree, red for the same reason', [red('a'), red('b')], 0],
    ['the same tree, red for another reason', [red('a'), red('a', 'two are red')], 0],
    ['the same tree, red for the same reason', [red('a'), red('a')], 1],
    ['nothing was done, whatever the driver says of it', [red('a'), idle('a', 'x'), idle('a', 'y')], 2],
    ['something new in between', [idle('a', 'x'), idle('a', 'x'), red('b'), idle('b', 'x')], 1],
    ['a stop in between', [red('a'), { kind: 'stopped' }, idle('a', 'x')], 1],
    ['an outage in between', [red('a'), out, idle('a', 'x')], 1],
    ['a driver that failed leaves no tree', [failed, failed, failed], 0],
  ])('%s', (_, verdicts, expected) => {
    expect(count(...verdicts)).toBe(expected);
  });
});
