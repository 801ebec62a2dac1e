import type { Event, EventKind } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { at } from '../../test/make-facts.ts';
import { assembleForecasts } from './assemble-forecasts.ts';

/** Events a minute apart. */
function log(...entries: { kind: EventKind; session?: number; data?: Record<string, unknown> }[]): Event[] {
  return entries.map(({ kind, session, data }, id) => ({
    id,
    run: 'r1',
    key: `${id}`,
    kind,
    session: session ?? null,
    task: null,
    data: data ?? {},
    generation: 1,
    at: at(id),
  }));
}
const contents = (...paths: string[]) => paths.map((path) => ({ path, reason: 'contents' }));
const forecast = (id: number, session: number, other: number, ...paths: string[]) => ({
  kind: 'conflict_forecast' as const,
  data: {
    forecast: id,
    session,
    other,
    commit: `c${session}`,
    otherCommit: `c${other}`,
    paths: contents(...paths),
  },
});
const cleared = (id: number, reason: 'clean' | 'gone') => ({
  kind: 'conflict_cleared' as const,
  data: { forecast: id, reason },
});
const met = (session: number, ...paths: string[]) => ({
  kind: 'conflict_met' as const,
  session,
  data: { paths: contents(...paths) },
});
const integrated = (session: number) => ({ kind: 'task_integrated' as const, session });
const commit = (session: number) => ({ kind: 'commit_made' as const, session });
const outcomes = (...entries: Parameters<typeof log>) =>
  assembleForecasts(log(...entries)).episodes.map(({ outcome }) => outcome);

describe('[C7] a predicted conflict', () => {
  test('was met when the one that lands second conflicts in a path of it, so much later', () => {
    const found = assembleForecasts(
      log(
        forecast(1, 2, 3, 'a.txt', 'b.txt'),
        commit(2),
        commit(4),
        integrated(2),
        cleared(1, 'gone'),
        forecast(2, 0, 3, 'a.txt'),
        met(3, 'a.txt'),
        integrated(3),
      ),
    );
    expect(found).toMatchObject({
      episodes: [
        { outcome: 'met', leadMs: 6 * 60_000, leadCommits: 2, paths: contents('a.txt', 'b.txt') },
        { outcome: 'met', leadMs: 60_000, leadCommits: 0 },
      ],
      met: [{ session: 3, warning: { forecast: 1, leadMs: 6 * 60_000, commits: 2, ownCommits: 0 } }],
      precision: 1,
      recall: 1,
      medianLeadMs: 6 * 60_000,
    });
  });

  test('was clean when both landed and none met it', () => {
    expect(outcomes(forecast(1, 2, 3, 'a'), integrated(2), cleared(1, 'gone'))).toEqual(['open']);
    expect(outcomes(forecast(1, 2, 3, 'a'), integrated(2), cleared(1, 'gone'), integrated(3))).toEqual([
      'clean',
    ]);
    expect(outcomes(forecast(1, 0, 3, 'a'), integrated(3))).toEqual(['clean']);
  });

  test('was resolved when it merged cleanly again, also with what the other side had landed', () => {
    expect(outcomes(forecast(1, 2, 3, 'a'), cleared(1, 'clean'), integrated(2), met(3, 'a'))).toEqual([
      'resolved',
    ]);
    const landedFirst = [integrated(2), cleared(1, 'gone'), forecast(2, 0, 3, 'a'), cleared(2, 'clean')];
    expect(outcomes(forecast(1, 2, 3, 'a'), ...landedFirst, integrated(3))).toEqual(['resolved', 'resolved']);
  });

  test('was dropped when one of the two did not come to land', () => {
    expect(outcomes(forecast(1, 2, 3, 'a'), { kind: 'attempt_blocked', session: 3 })).toEqual(['dropped']);
    expect(outcomes(forecast(1, 2, 3, 'a'), cleared(1, 'gone'))).toEqual(['dropped']);
  });

  test('is open until something is known of it, with what was told last', () => {
    const { episodes } = assembleForecasts(log(forecast(1, 2, 3, 'a'), forecast(1, 2, 3, 'b')));
    expect(episodes).toMatchObject([
      { outcome: 'open', paths: contents('b'), predictedAt: at(0).toISOString() },
    ]);
    expect(episodes[0]).not.toHaveProperty('leadMs');
  });
});

describe('[C7] of what landing met', () => {
  test('the first warning counts, and what the session committed since', () => {
    const entries = [
      forecast(1, 2, 3, 'a'),
      commit(3),
      commit(2),
      commit(3),
      forecast(2, 3, 4, 'a'),
      met(3, 'a'),
    ];
    expect(assembleForecasts(log(...entries)).met).toMatchObject([
      { warning: { forecast: 1, leadMs: 5 * 60_000, commits: 3, ownCommits: 2 } },
    ]);
  });

  test('a conflict in a path that nobody was told of was missed', () => {
    const found = assembleForecasts(log(forecast(1, 2, 3, 'a'), met(3, 'b'), met(4, 'a')));
    expect(found.met).toEqual([
      { session: 3, task: null, at: at(1).toISOString(), cause: 'conflict', paths: contents('b') },
      { session: 4, task: null, at: at(2).toISOString(), cause: 'conflict', paths: contents('a') },
    ]);
    expect(found).toMatchObject({ precision: null, recall: 0, medianLeadMs: null });
  });

  test('a clean merge whose gate was red was missed, other rework was not', () => {
    const rework = (cause: string) => ({ kind: 'rework_asked' as const, session: 3, data: { cause } });
    const found = assembleForecasts(
      log(forecast(1, 2, 3, 'a'), met(3, 'a'), rework('gates'), rework('conflict')),
    );
    expect(found.met).toMatchObject([{ warning: {} }, { session: 3, cause: 'gates', paths: [] }]);
    expect(found.met[1]).not.toHaveProperty('warning');
    expect(found.recall).toBe(0.5);
  });

  test('a conflict that stands is foreseen each time it is met', () => {
    const found = assembleForecasts(
      log(forecast(1, 0, 3, 'a'), met(3, 'a'), met(3, 'a'), cleared(1, 'clean')),
    );
    expect(found).toMatchObject({ episodes: [{ outcome: 'met' }], met: [{}, {}], recall: 1 });
  });
});
