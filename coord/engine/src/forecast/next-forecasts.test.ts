import { type PredictedConflict, TARGET } from '@musterhq/git';
import type { ForecastRow } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { at, makeAttempt, makeFacts } from '../../test/make-facts.ts';
import { liveSessions, nextForecasts } from './next-forecasts.ts';

const conflict = (parts: Partial<PredictedConflict> = {}): PredictedConflict => ({
  session: 2,
  other: 3,
  commit: 'c2',
  otherCommit: 'c3',
  paths: [{ path: 'a.txt', reason: 'contents', hunks: '<<<<<<< c2' }],
  ...parts,
});
const row = (parts: Partial<ForecastRow> = {}): ForecastRow => ({
  id: 7,
  run: 'r1',
  at: at(1),
  clearedAt: null,
  ...conflict(),
  ...parts,
});
const both = new Set([2, 3]);
const nothing = { opened: [], refreshed: [], cleared: [] };

describe('[C1] live are', () => {
  const live = (parts: Parameters<typeof makeFacts>[0]) => liveSessions(makeFacts(parts));

  test('sessions with an open attempt, where their branch is or what they submitted', () => {
    const attempts = [
      makeAttempt({ task: 'd', session: 5, state: 'submitted' }),
      makeAttempt({ task: 'a', session: 2 }),
      makeAttempt({ task: 'b', session: 3, state: 'integrated' }),
      makeAttempt({ task: 'c', session: 4, state: 'blocked' }),
    ];
    expect(live({ attempts })).toEqual([{ session: 2 }, { session: 5, submitted: 'c-d' }]);
  });

  test('those that a person holds, wherever the branch is by now', () => {
    const attempts = [makeAttempt({ task: 'a', session: 2, state: 'submitted' })];
    expect(live({ attempts, heldByPerson: new Set([4, 2]) })).toEqual([{ session: 2 }, { session: 4 }]);
  });

  test('not those whose worktree is not placed yet: their branch is what an earlier attempt left', () => {
    expect(live({ attempts: [makeAttempt({ task: 'a', session: 2, base: null })] })).toEqual([]);
  });
});

describe('[C3] a predicted conflict', () => {
  test('begins when a pair conflicts that did not', () => {
    expect(nextForecasts([], [conflict()], both)).toEqual({ ...nothing, opened: [conflict()] });
    const withTarget = conflict({ session: TARGET, commit: 'i1' });
    expect(nextForecasts([row()], [conflict(), withTarget], both)).toEqual({
      ...nothing,
      opened: [withTarget],
    });
  });

  test('goes on while it does, and is news again where other paths collide', () => {
    expect(nextForecasts([row()], [conflict()], both)).toEqual(nothing);
    const later = conflict({ commit: 'c2b' });
    expect(nextForecasts([row()], [later], both)).toEqual({
      ...nothing,
      refreshed: [{ id: 7, ...later, isNews: false }],
    });
    const wider = conflict({ commit: 'c2b', paths: [{ path: 'b.txt', reason: 'contents' }] });
    expect(nextForecasts([row()], [wider], both).refreshed).toMatchObject([{ id: 7, isNews: true }]);
  });

  test('is over when the two merge cleanly again, or when one of them is no longer to land', () => {
    const cleared = { id: 7, session: 2, other: 3 };
    expect(nextForecasts([row()], [], both)).toEqual({
      ...nothing,
      cleared: [{ ...cleared, reason: 'clean' }],
    });
    expect(nextForecasts([row()], [], new Set([3])).cleared).toEqual([{ ...cleared, reason: 'gone' }]);
    expect(nextForecasts([row({ session: TARGET })], [], new Set([3])).cleared).toMatchObject([
      { reason: 'clean' },
    ]);
  });

  test('is kept within bounds, however much collides', () => {
    const paths = Array.from({ length: 80 }, (_, path) => ({
      path: `${path}`,
      reason: 'contents',
      hunks: 'x'.repeat(9_000),
    }));
    const [kept] = nextForecasts([], [conflict({ paths })], both).opened;
    expect(kept?.paths).toHaveLength(50);
    expect(kept?.paths.every(({ hunks }) => hunks?.length === 2_000)).toBe(true);
  });
});
