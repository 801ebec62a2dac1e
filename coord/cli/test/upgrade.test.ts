import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder, makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = makeTemporaryFolder('upgrade');
let database: TestDatabase;
let expectedTree: string;

beforeAll(async () => {
  database = await makeTestDatabase();
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  const project = await makeProject(database);
  letGo(project);
  const run = await project.muster('run', 'PLAN.md', ...script(project));
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expectedTree = await project.git('rev-parse', 'main^{tree}');
  await project.remove();
});
afterAll(async () => {
  folder.remove();
  await database.remove();
});

function script(project: Project): string[] {
  const count = [{ do: 'append', path: join(project.home, 'steps') }];
  return project.script(writePages({ b1s1: count, b1s2: holding(project), b2s3: count }));
}

/** The bundle that is in use, copied and changed as another release would be. */
function makeRelease(name: string, change: (text: string) => string): string {
  const dist = join(folder.path, name, 'dist');
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(folder.path, name, 'package.json'), '{ "type": "module" }');
  const source = join(root, 'coord/cli/dist');
  cpSync(join(source, 'assets'), join(dist, 'assets'), { recursive: true });
  let changed = 0;
  for (const file of reachable(source)) {
    const text = readFileSync(join(source, file), 'utf8');
    const other = change(text);
    if (other !== text) changed += 1;
    writeFileSync(join(dist, file), other);
  }
  expect(changed, 'files of the bundle that the release changes').toBe(1);
  return dist;
}

/** A build leaves the pieces of earlier ones beside its own. */
function reachable(source: string): Set<string> {
  const found = new Set(['muster.js', 'turn-host.js']);
  const known = new Set(readdirSync(source));
  for (const file of found) {
    const text = readFileSync(join(source, file), 'utf8');
    for (const [, next] of text.matchAll(/["']\.\/([\w-]+\.js)["']/g)) if (known.has(next!)) found.add(next!);
  }
  return found;
}

const version = /(workflowVersion = )"(\d+)"/;

describe('an upgrade with a run in flight', () => {
  it.each([
    [
      'that differs in its code alone',
      (text: string) => text.replace(/(Nothing is started\.)/, '$1 (newer)'),
    ],
    ['whose workflows have another shape', (text: string) => text.replace(version, '$1"999"')],
  ])('goes on under a release %s: the same tree, and no step twice', async (name, change) => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...script(project)]);
    await waits(project);
    run.kill('SIGKILL');
    await run.ended;
    letGo(project);
    const bin = makeRelease(name.replaceAll(' ', '-'), change);
    const resumed = await project.start(['resume'], { bin }).ended;
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await project.git('rev-parse', 'main^{tree}')).toBe(expectedTree);
    const steps = project.steps();
    expect(steps).toHaveLength(3);
    expect(new Set(steps).size).toBe(3);
    await project.remove();
  });
});
