import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRepository, type Repository } from '@musterhq/git';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import {
  type Fence,
  insertRun,
  makeStore,
  readEvents,
  readOpenForecasts,
  type Store,
  takeRun,
} from '@musterhq/store';
import { makeTemporaryRepository, makeTestDatabase, type TemporaryRepository } from '@musterhq/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assembleForecasts } from '../src/forecast/assemble-forecasts.ts';
import { type ForecastWatch, makeConflictForecast } from '../src/forecast/forecast-conflicts.ts';
import { seatOf } from '../src/seat.ts';
import { launchPlan } from './documents.ts';
import { compilePlan, makeAttempt, makeFacts } from './make-facts.ts';

const plan = compilePlan(launchPlan);
const migrations = readMigrations(fileURLToPath(new URL('../../store/migrations', import.meta.url)));
const lines = (at: number, text: string) =>
  `${Array.from({ length: 30 }, (_, line) => (line === at ? text : `line ${line}`)).join('\n')}\n`;

let store: Store;
let end: () => Promise<void>;
let given: TemporaryRepository;
let repo: Repository;
let fence: Fence;
let runs = 0;

beforeAll(async () => {
  const migrate = async (url: string) => {
    const pool = makePool(url, { applicationName: 'forecast-template', max: 1 });
    await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
  };
  const database = await makeTestDatabase({ template: 'coord-forecast', migrate });
  const pool = makePool(database.url, { applicationName: 'forecast-test', max: 4 });
  store = makeStore(pool);
  given = await makeTemporaryRepository({ files: { 'a.txt': lines(-1, ''), 'b.txt': lines(-1, '') } });
  repo = await openRepository({ dir: given.dir, env: given.env });
  end = async () => {
    await pool.end();
    await database.remove();
    given.remove();
  };
});
afterAll(() => end());

let base: string;
let watch: ForecastWatch;
const stateDir = () => join(given.dir, '.muster');
const makeWatch = () =>
  makeConflictForecast({ store, repo, fence, stateDir: stateDir(), live: { plan, text: '' } });

beforeEach(async () => {
  runs += 1;
  const id = `r${runs}`;
  await store.database.execute("update muster.runs set state = 'abandoned', finished_at = now()");
  await insertRun(store, {
    id,
    documentPath: 'PLAN.md',
    options: {},
    planStart: '2026-11-23',
    startedAt: new Date(),
  });
  fence = await takeRun(store, id, { pid: 1, startedAt: 'boot', host: 'here' });
  base = await given.git('rev-parse', 'main');
  for (const session of [2, 3, 4]) await given.git('branch', '--force', branchOf(session), base);
  watch = makeWatch();
});

const branchOf = (session: number) => seatOf(plan, '', session).branch;

async function commit(session: number, path: string, text: string): Promise<string> {
  await given.git('checkout', '--quiet', branchOf(session));
  writeFileSync(join(given.dir, path), text);
  await given.git('commit', '--quiet', '--all', '--message', `Session ${session}`);
  const head = await given.git('rev-parse', 'HEAD');
  await given.git('checkout', '--quiet', 'main');
  return head;
}

const attempts = (...sessions: number[]) =>
  sessions.map((session) => makeAttempt({ task: `t${session}`, session, base }));
const look = (integration = base, working = [2, 3, 4]) =>
  watch.look(makeFacts({ integration, attempts: attempts(...working) }));
const open = async () =>
  (await readOpenForecasts(store.database, fence.run)).map(({ session, other, paths }) => [
    session,
    other,
    ...paths.map(({ path }) => path),
  ]);
const told = async () => (await readEvents(store.database, fence.run)).map(({ kind }) => kind);

describe('[C2] [C4] a look of the coordinator', () => {
  test('opens what will conflict, follows it through landing, and closes what is over', async () => {
    await look();
    expect(await open()).toEqual([]);
    const two = await commit(2, 'a.txt', lines(4, 'two'));
    await commit(3, 'a.txt', lines(4, 'three'));
    await commit(4, 'a.txt', lines(25, 'four'));
    await look();
    expect(await open()).toEqual([[2, 3, 'a.txt']]);
    // Session 2 lands: what it collides with from now on is what has landed.
    await look(two, [3, 4]);
    expect(await open()).toEqual([[0, 3, 'a.txt']]);
    await commit(3, 'a.txt', lines(4, 'two'));
    await look(two, [3, 4]);
    expect(await open()).toEqual([]);
    expect(await told()).toEqual([
      'conflict_forecast',
      'conflict_cleared',
      'conflict_forecast',
      'conflict_cleared',
    ]);
    const found = assembleForecasts(await readEvents(store.database, fence.run));
    expect(found.episodes.map(({ outcome }) => outcome)).toEqual(['resolved', 'resolved']);
  });

  test('goes on where a coordinator before it left off, and tidies up after it', async () => {
    await commit(2, 'b.txt', lines(4, 'two'));
    await commit(3, 'b.txt', lines(4, 'three'));
    await look();
    const left = join(stateDir(), 'forecast', 'objects-left');
    mkdirSync(left, { recursive: true });
    watch = makeWatch();
    await look();
    expect(await open()).toEqual([[2, 3, 'b.txt']]);
    expect(await told()).toEqual(['conflict_forecast']);
    expect(existsSync(left)).toBe(false);
  });

  test('writes nothing once another coordinator holds the run', async () => {
    await commit(2, 'b.txt', lines(4, 'two'));
    await commit(3, 'b.txt', lines(4, 'three'));
    await takeRun(store, fence.run, { pid: 2, startedAt: 'boot', host: 'here' });
    await expect(look()).rejects.toMatchObject({ code: 'stale_generation' });
    expect(await open()).toEqual([]);
  });

  test('starts no git process while nothing has moved', async () => {
    await commit(2, 'b.txt', lines(4, 'two'));
    const watched: Repository = { ...repo };
    watch = makeConflictForecast({
      store,
      repo: watched,
      fence,
      stateDir: stateDir(),
      live: { plan, text: '' },
    });
    await look();
    watched.run = () => Promise.reject(new Error('a git process was started'));
    await look();
    await commit(3, 'b.txt', lines(4, 'three'));
    await expect(look()).rejects.toThrow('a git process was started');
  });
});
