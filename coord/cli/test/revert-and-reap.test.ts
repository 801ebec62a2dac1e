import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reap, Reaped } from '@musterhq/engine';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letGo } from './hold-session.ts';
import { makeProject, type Project, readFixture } from './make-project.ts';
import type { Running } from './start-program.ts';

const runbook = readFixture('guide')['muster/runbook.yaml']!;
/** The preface is not written before the others' work has landed and was looked at. */
const slowPreface = runbook.replace(
  "      - run: echo 'A garden needs patience.' > preface.md",
  `      - run: while test ! -e "$HOME/go"; do sleep 0.1; done
      - run: echo 'A garden needs patience.' > preface.md`,
);

let database: TestDatabase;
let project: Project;
beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database, { files: { 'muster/runbook.yaml': slowPreface } });
});
afterAll(async () => {
  await project?.remove();
  await database.remove();
});

const filesOn = async (branch: string) =>
  (await project.git('ls-tree', '-r', '--name-only', branch)).split('\n');
const reap = async (...flags: string[]) => {
  const { stdout, stderr, exitCode } = await project.muster('reap', '--json', ...flags);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout);
};

describe('a landed block', () => {
  let run: Running;
  afterAll(async () => {
    run?.kill('SIGKILL');
    await run?.ended;
  });

  it('is taken back as one commit through the gates, and its task waits', async () => {
    run = project.start(['run', 'PLAN.md']);
    await run.shows(/b2s3 {2}integrated/, 60_000);
    const unknown = await project.muster('revert', 'b9', '--why', 'no such thing');
    expect(unknown).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('There is no block b9') });
    const early = await project.muster('revert', 'b1', '--why', 'too early');
    expect(early).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('still being worked on') });
    expect(await filesOn('integration/daily')).toContain('pictures/beds.md');
    const before = await project.git('rev-parse', 'integration/daily');

    const asked = await project.muster('revert', 'b2', '--why', 'the light was wrong', '--json');
    expect(asked.exitCode, asked.stderr + asked.stdout).toBe(0);
    expect(JSON.parse(asked.stdout)).toMatchObject({ state: 'submitted', why: 'the light was wrong' });
    await run.shows(/taken back as/);
    expect(await filesOn('integration/daily')).not.toContain('pictures/beds.md');
    expect(await filesOn('integration/daily')).toContain('beds/list.md');
    expect(await project.git('log', '--no-merges', '--format=%s', `${before}..integration/daily`)).toContain(
      'Revert p1.d3: Pictures',
    );
    const { tasks } = await project.status();
    expect(tasks.find(({ label }) => label === 'b2s3')).toMatchObject({
      state: { kind: 'blocked', reason: expect.stringMatching(/^reverted by .*: the light was wrong$/) },
    });
    const twice = await project.muster('revert', 'b2', '--why', 'once more');
    expect(twice).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('taken back already') });
  });

  it('is off main by the next review, and done again when somebody asks for it', async () => {
    letGo(project);
    expect((await run.ended).exitCode).toBe(3);
    expect(await filesOn('main')).not.toContain('pictures/beds.md');
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await filesOn('main')).toContain('pictures/beds.md');
    const late = await project.muster('revert', 'b2', '--why', 'nobody is there');
    expect(late).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no coordinator') });
  });
});

describe('what a run left behind', () => {
  const worktree = (session: number) => join(project.dir, '.muster', 'worktrees', `session-${session}`);

  it('is listed, removed once it is saved or in main, and comes back as it lay there', async () => {
    writeFileSync(join(worktree(2), 'beds', 'list.md'), 'Only beans.\n');
    writeFileSync(join(worktree(2), 'beds', 'draft.md'), 'Roses?\n');
    const found: Reap = await reap();
    const session2 = found.worktrees.find(({ path }) => path === worktree(2));
    expect(session2).toMatchObject({ dirty: 2, containedIn: 'main' });
    expect(session2).not.toHaveProperty('inUse');
    const lines = await project.muster('reap');
    expect(lines.stdout).toMatch(/\.muster\/worktrees\/session-2 +2 uncommitted +in main +may go/);

    const done: Reaped[] = await reap('--remove');
    expect(done).toContainEqual(
      expect.objectContaining({ kind: 'worktree_removed', path: worktree(2), name: 'reaped/session-2' }),
    );
    expect(
      done.filter(({ kind }) => kind === 'branch_removed').map((one) => 'branch' in one && one.branch),
    ).toContain('session-2-beds');
    expect(done.filter(({ kind }) => kind === 'stays')).toEqual([]);
    expect(existsSync(worktree(2))).toBe(false);
    expect(await project.git('worktree', 'list')).not.toContain('.muster');
    expect(await project.git('fsck', '--unreachable', '--no-progress')).not.toContain('commit');
    const log = await project.events();
    expect(log.filter(({ kind }) => kind === 'worktree_removed').length).toBe(found.worktrees.length);

    const back = join(project.home, 'back');
    const restored = await project.muster('reap', '--restore', 'reaped/session-2', '--to', back);
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(readFileSync(join(back, 'beds', 'draft.md'), 'utf8')).toBe('Roses?\n');
    expect(readFileSync(join(back, 'beds', 'list.md'), 'utf8')).toBe('Only beans.\n');
    const again = await project.muster('reap', '--restore', 'reaped/session-2', '--to', back);
    expect(again).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no folder or an empty one'),
    });
    const asBranch = await project.muster('reap', '--restore', 'reaped/session-2', '--branch', 'roses');
    expect(asBranch.exitCode, asBranch.stderr).toBe(0);
    expect(await project.git('show', 'roses:beds/draft.md')).toBe('Roses?');
    const missing = await project.muster('reap', '--restore', 'nothing');
    expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no saved state nothing') });
    expect((await project.muster('reap', '--to', back)).exitCode).toBe(2);
  });
});
