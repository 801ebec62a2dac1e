import { expect, test } from 'vitest';
import { at, makeComment, makeTurn } from '../../test/make-facts.ts';
import { commentState, commentsToTell } from './comment-state.ts';

const told = (...turns: string[]) => turns.map((turn, index) => ({ turn, at: at(10 + index) }));
const submitted = { kind: 'submitted', commit: 'c9' } as const;
const back = { kind: 'rework', cause: 'gates', feedback: 'red' } as const;
const turns = [
  makeTurn({ id: 't1', task: 'a', verdict: back }),
  makeTurn({ id: 't2', task: 'a', verdict: submitted }),
  makeTurn({ id: 't3', task: 'b', verdict: null }),
];

test('[K12] a comment waits, is told, is followed by the commit of a turn that was told, or is settled', () => {
  expect(commentState(makeComment(), turns)).toEqual({ kind: 'waiting' });
  expect(commentState(makeComment({ told: told('t1', 't3') }), turns)).toEqual({ kind: 'told', turn: 't3' });
  expect(commentState(makeComment({ told: told('t1', 't2', 't3') }), turns)).toEqual({
    ...{ kind: 'followed', turn: 't2', commit: 'c9' },
  });
  const answer = { id: 20, at: at(20), from: 'Ada', text: 'fine' };
  expect(commentState(makeComment({ told: told('t2'), answer }), turns)).toMatchObject({ kind: 'answered' });
});

test('[K12] a turn is told what is open of its task, and once what is open of the others of its session', () => {
  const of = (parts: Parameters<typeof makeComment>[0]) => makeComment({ session: 2, task: 'a', ...parts });
  const comments = [
    of({ id: 1 }),
    of({ id: 2, told: told('t1') }),
    of({ id: 3, told: told('t2') }),
    of({ id: 4, task: 'b' }),
    of({ id: 5, task: 'b', told: told('t3') }),
    of({ id: 6, session: 3 }),
  ];
  const idsFor = (task: string, turn: string) =>
    commentsToTell(comments, turns, { session: 2, task, turn }).map(({ id }) => id);
  expect(idsFor('a', 't4')).toEqual([1, 2, 4]);
  expect(idsFor('b', 't4')).toEqual([1, 4, 5]);
  // Written again for the same turn it is the same brief.
  expect(idsFor('c', 't3')).toEqual([1, 4, 5]);
});
