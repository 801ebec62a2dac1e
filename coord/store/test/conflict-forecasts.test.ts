import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  applyForecast,
  type Fence,
  type ForecastChange,
  readEvents,
  readOpenForecasts,
  takeRun,
} from '../src/index.ts';
import { beginTestRun, coordinator, emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

let database: TestStore;
let fence: Fence;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(async () => {
  await emptyStore(database);
  fence = await beginTestRun(database.store);
});

const finding = {
  session: 2,
  other: 3,
  commit: 'c2',
  otherCommit: 'c3',
  paths: [{ path: 'a.txt', reason: 'contents', hunks: '<<<<<<<' }],
};
const apply = (change: Partial<ForecastChange>) =>
  applyForecast(database.store, fence, { opened: [], refreshed: [], cleared: [], ...change });
const open = () => readOpenForecasts(database.store.database, 'r1');
const told = async () =>
  (await readEvents(database.store.database, 'r1')).map(({ kind, data }) => ({ kind, ...data }));

describe('a predicted conflict', () => {
  test('is one row as long as it lasts, and one event each time that other paths collide', async () => {
    await apply({ opened: [finding] });
    const [row] = await open();
    expect(row).toMatchObject({ ...finding, clearedAt: null });
    const next = { id: row!.id, ...finding, paths: [{ path: 'b.txt', reason: 'contents' }], isNews: true };
    await apply({ refreshed: [{ ...next, commit: 'c2b' }] });
    await apply({ refreshed: [{ ...next, commit: 'c2b' }] });
    await apply({ refreshed: [{ ...next, commit: 'c2c', isNews: false }] });
    expect(await open()).toMatchObject([{ id: row!.id, commit: 'c2c' }]);
    const event = { kind: 'conflict_forecast', forecast: row!.id, session: 2, other: 3, otherCommit: 'c3' };
    expect(await told()).toEqual([
      { ...event, commit: 'c2', paths: [{ path: 'a.txt', reason: 'contents' }] },
      { ...event, commit: 'c2b', paths: [{ path: 'b.txt', reason: 'contents' }] },
    ]);
  });

  test('that is over stays in the store, is told once, and may begin again at the same commits', async () => {
    await apply({ opened: [finding] });
    const [row] = await open();
    const cleared = [{ id: row!.id, session: 2, other: 3, reason: 'clean' } as const];
    await apply({ cleared, opened: [finding] });
    await apply({ cleared });
    const rows = await database.pool.query(
      'select cleared_at is null as "isOpen" from muster.conflict_forecasts order by id',
    );
    expect(rows.rows).toEqual([{ isOpen: false }, { isOpen: true }]);
    expect((await told()).map(({ kind }) => kind)).toEqual([
      'conflict_forecast',
      'conflict_cleared',
      'conflict_forecast',
    ]);
    await apply({ refreshed: [{ id: row!.id, ...finding, commit: 'late', isNews: true }] });
    expect(await open()).toMatchObject([{ commit: 'c2' }]);
  });

  test('is open at most once for a pair, whoever tells of it, and repeated adds nothing', async () => {
    await apply({ opened: [finding] });
    await apply({ opened: [finding] });
    expect(await open()).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  test('may be with the integration branch, which is session 0', async () => {
    await apply({ opened: [{ ...finding, session: 0 }] });
    expect(await open()).toMatchObject([{ session: 0, other: 3 }]);
  });

  test('of a coordinator that no longer holds the run is refused, and nothing of it is kept', async () => {
    await takeRun(database.store, 'r1', coordinator);
    await expect(apply({ opened: [finding] })).rejects.toMatchObject({ code: 'stale_generation' });
    expect(await open()).toEqual([]);
  });
});
