import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRepository, type Repository } from '@musterhq/git';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import {
  endTurn,
  type Fence,
  finishAttempt,
  insertAttempt,
  insertRequest,
  insertRun,
  insertTurn,
  judgeTurn,
  makeStore,
  readAttempts,
  readOpenRequests,
  readReverts,
  type Store,
  takeRun,
} from '@musterhq/store';
import { makeTemporaryRepository, makeTestDatabase, type TemporaryRepository } from '@musterhq/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishRevertLanding, prepareRevert, returnRevert } from '../src/revert-block.ts';
import { launchPlan } from './documents.ts';
import { compilePlan } from './make-facts.ts';

const plan = compilePlan(launchPlan);
const migrations = readMigrations(fileURLToPath(new URL('../../store/migrations', import.meta.url)));
const inside = new Set(plan.tasks.filter(({ dependsOn }) => dependsOn.length === 0).map(({ id }) => id));
const tasks = plan.tasks.filter(({ id }) => inside.has(id));
const [first, second] = [tasks[0]!, tasks.find(({ block }) => block !== tasks[0]!.block) ?? tasks.at(-1)!];

let store: Store;
let end: () => Promise<void>;
let given: TemporaryRepository;
let repo: Repository;
let fence: Fence;

beforeAll(async () => {
  const migrate = async (url: string) => {
    const pool = makePool(url, { applicationName: 'revert-template', max: 1 });
    await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
  };
  const database = await makeTestDatabase({ template: 'coord-revert', migrate });
  const pool = makePool(database.url, { applicationName: 'revert-test', max: 4 });
  store = makeStore(pool);
  given = await makeTemporaryRepository({ files: { 'a.txt': 'one\n', 'b.txt': 'one\n' } });
  repo = await openRepository({ dir: given.dir, env: given.env });
  const run = {
    id: 'r1',
    documentPath: 'PLAN.md',
    options: {},
    planStart: '2026-11-23',
    startedAt: new Date(),
  };
  await insertRun(store, run);
  fence = await takeRun(store, 'r1', { pid: 1, startedAt: 'boot', host: 'here' });
  end = async () => {
    await pool.end();
    await database.remove();
    given.remove();
  };
});
afterAll(() => end());

const context = () => ({ store, fence, repo, live: { plan, text: launchPlan }, integration: 'main' });

/** Lands a change of one file as the work of a task. */
async function land(task: { id: string; session: number }, path: string, text: string): Promise<string> {
  await given.git('checkout', '--quiet', '-B', 'work', 'main');
  writeFileSync(join(given.dir, path), text);
  await given.git('commit', '--quiet', '--all', '--message', `Work on ${path}`);
  await given.git('checkout', '--quiet', 'main');
  await given.git('merge', '--quiet', '--no-ff', '--message', 'Integrate', 'work');
  const commit = await given.git('rev-parse', 'main');
  const key = { task: task.id, attempt: 1, session: task.session };
  const turn = { id: `r1.${task.id}.t1`, number: 1 };
  await insertAttempt(store, fence, key, {});
  await insertTurn(store, fence, key, { ...turn, driver: 'runbook' });
  await endTurn(store, fence, key, turn, { kind: 'finished', artifacts: [] });
  await judgeTurn(store, fence, key, turn, {
    kind: 'submitted',
    commit: await given.git('rev-parse', 'work'),
  });
  const tree = await given.git('rev-parse', 'main^{tree}');
  await finishAttempt(store, fence, key, { entry: `e-${task.id}`, commit, paths: [path], tree }, []);
  return commit;
}

async function ask(block: string) {
  const data = { block, by: 'Mia', why: 'too early' };
  const id = await insertRequest(store, { run: 'r1', kind: 'revert', data });
  return (await readOpenRequests(store.database, 'r1')).find((request) => request.id === id)!;
}

test('[N9] a block under later work on the same lines is refused, with the path and whose work that is', async () => {
  await land(first, 'a.txt', 'two\n');
  const later = await land(second, 'a.txt', 'three\n');
  const tip = await given.git('rev-parse', 'main');
  const request = await ask(first.block);
  const answer = await prepareRevert(context(), request);
  expect(answer).toMatchObject({ kind: 'refused', block: first.block, number: 1 });
  expect(answer.kind === 'refused' && answer.reason).toContain(
    `a.txt (contents), changed since by ${second.label} (${later.slice(0, 10)})`,
  );
  expect(await prepareRevert(context(), request)).toEqual(answer);
  expect(await readReverts(store.database, 'r1')).toHaveLength(1);
  expect(await given.git('rev-parse', 'main')).toBe(tip);
});

test('[N10] a request is answered once; returned it may be asked for again, landed it takes the work back', async () => {
  const request = await ask(second.block);
  const answer = await prepareRevert(context(), request);
  if (answer.kind !== 'submitted') throw new Error(answer.reason);
  expect(await prepareRevert(context(), request)).toEqual(answer);
  expect(await prepareRevert(context(), await ask(second.block))).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('being taken back already'),
  });
  expect(await given.git('show', `${answer.commit}:a.txt`)).toBe('two');
  expect(await given.git('log', '-1', '--format=%B', answer.commit)).toMatch(
    /^Revert .*\n\ntoo early\n\nAsked for by Mia/,
  );
  expect(await given.git('for-each-ref', '--contains', answer.commit, 'refs/muster/kept')).toContain(
    answer.commit,
  );
  await returnRevert(context(), answer, 'a gate is red');
  const again = await prepareRevert(context(), await ask(second.block));
  if (again.kind !== 'submitted') throw new Error(again.reason);
  await given.git('merge', '--quiet', '--no-ff', '--message', 'Integrate', again.commit);
  const commit = await given.git('rev-parse', 'main');
  const landed = { entry: 'e', commit };
  expect(await finishRevertLanding(context(), again, landed)).toBe(true);
  expect(await finishRevertLanding(context(), again, landed)).toBe(false);
  const attempts = await readAttempts(store.database, 'r1');
  expect(attempts.map(({ task, state }) => [task, state])).toEqual([
    [first.id, 'integrated'],
    [second.id, 'reverted'],
  ]);
  // What stood on it is gone, so the first can go as well.
  expect(await prepareRevert(context(), await ask(first.block))).toMatchObject({ kind: 'submitted' });
});
