import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReuseView } from '@musterhq/engine';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, readFixture } from './make-project.ts';

let databases: TestDatabase[] = [];
let first: Project;
const projects: Project[] = [];

/** A copy of the repository as it was before its first run, with the results that it keeps since. */
async function makeCopy(
  files: Record<string, string> = {},
  from: Project | undefined = first,
): Promise<Project> {
  const database = await makeTestDatabase();
  databases.push(database);
  const project = await makeProject(database, { files: { 'muster/config.yaml': 'reuse: all\n', ...files } });
  projects.push(project);
  if (from !== undefined)
    await project.git('fetch', '--quiet', from.dir, 'refs/muster/results/*:refs/muster/results/*');
  return project;
}
const viewOf = async (project: Project) =>
  JSON.parse((await project.muster('reuse', '--json')).stdout) as ReuseView;
const statesOf = async (project: Project) =>
  Object.fromEntries((await viewOf(project)).entries.map(({ label, state }) => [label, state]));
const treeOf = (project: Project) =>
  project.git('ls-tree', '-r', 'integration/daily', 'beds', 'pictures', 'INDEX.md');

beforeAll(async () => {
  first = await makeCopy();
  expect((await first.muster('run', 'PLAN.md')).stdout).toContain('finished');
}, 180_000);
afterAll(async () => {
  for (const project of projects) await project.remove();
  for (const database of databases) await database.remove();
  databases = [];
});

describe('[R6] a second run in a copy of the repository', { timeout: 180_000 }, () => {
  it('starts no driver where nothing has changed, and comes to the same files', async () => {
    const copy = await makeCopy();
    expect((await copy.muster('run', 'PLAN.md')).stdout).toContain('finished');
    expect(copy.steps()).toEqual([]);
    expect(await treeOf(copy)).toBe(await treeOf(first));
    expect(await statesOf(copy)).toEqual({ b1s1: 'hit', b1s2: 'hit', b2s3: 'hit' });
    const { hits, saved } = await viewOf(copy);
    expect({ hits, turns: saved.turns }).toEqual({ hits: 3, turns: 3 });
    expect(saved.briefTokens).toBeGreaterThan(0);
    const drivers = (await copy.events()).flatMap(({ kind, data }) =>
      kind === 'turn_started' ? [data.driver] : [],
    );
    expect(new Set(drivers)).toEqual(new Set(['replay']));
    expect((await copy.muster('reuse')).stdout).toContain('Replayed: 3. Done because something differs: 0.');
  });

  it('does what stands on a changed input again, and nothing else, and says what it was', async () => {
    const copy = await makeCopy({ 'beds/soil.md': 'Clay.\n' });
    await copy.muster('run', 'PLAN.md');
    const view = await viewOf(copy);
    const reasons = Object.fromEntries(view.entries.map(({ label, reason }) => [label, reason]));
    expect(await statesOf(copy)).toEqual({ b1s1: 'hit', b1s2: 'miss', b2s3: 'miss' });
    expect(reasons).toMatchObject({
      b1s2: 'changed: own paths (beds/)',
      b2s3: 'changed: read paths (beds/)',
    });
    expect(copy.steps().map((line) => line.split(' ')[0])).toEqual(['p1.d1-2.s2', 'p1.d3.s3']);
  });

  it('does again what another driver, or other steps, would make', async () => {
    const runbook = readFixture('guide')['muster/runbook.yaml']!.replace('Beans, leeks', 'Beans, kale');
    const copy = await makeCopy({ 'muster/runbook.yaml': runbook });
    await copy.muster('run', 'PLAN.md');
    const reasons = (await viewOf(copy)).entries.map(({ label, reason }) => [label, reason]);
    expect(Object.fromEntries(reasons)).toMatchObject({
      b1s1: 'the same inputs as in run r1',
      b1s2: 'changed: driver (steps)',
      b2s3: expect.stringContaining('upstream (p1.d1-2.s2)'),
    });
    expect(copy.read('pictures/beds.md')).toBe('A picture of Beans, kale, asters.\n');
  });

  it('does all of a runbook again unless the configuration says otherwise', async () => {
    const copy = await makeCopy({ 'muster/config.yaml': '' });
    await copy.muster('run', 'PLAN.md');
    expect(copy.steps()).toHaveLength(3);
  });

  it('does by its steps what it replayed and a gate sent back, on what had landed, and keeps that from then on', async () => {
    const refusing = 'if test -e "$REFUSAL"; then rm "$REFUSAL"; echo "0 passed, 1 failed"; exit 1; fi\n';
    const bindings = readFixture('guide')['gates.yaml']!;
    const files = {
      'check.sh': refusing + readFixture('guide')['check.sh']!,
      'gates.yaml': bindings.replace('run: sh check.sh', 'run: sh check.sh, pass_env: [REFUSAL]'),
    };
    const source = await makeCopy(files);
    expect((await source.muster('run', 'PLAN.md')).stdout).toContain('finished');
    const copy = await makeCopy(files, source);
    // Outside of the repository, so that no input of a task changes with it.
    Object.assign(copy.env, { REFUSAL: join(copy.home, 'refusal') });
    writeFileSync(join(copy.home, 'refusal'), '');
    const run = await copy.muster('run', 'PLAN.md');
    expect(run.stdout, run.stderr).toContain('finished');
    const steps = copy.steps();
    expect(steps).toHaveLength(1);
    const [task] = steps[0]!.split(' ');
    const turns = (await copy.events()).filter((one) => one.kind === 'turn_started' && one.task === task);
    expect(turns.map(({ data }) => data.driver)).toEqual(['replay', 'runbook']);
    expect(await treeOf(copy)).toBe(await treeOf(source));
    const again = await makeCopy(files, copy);
    expect((await again.muster('run', 'PLAN.md')).stdout).toContain('finished');
    expect(again.steps()).toEqual([]);
  });
});
