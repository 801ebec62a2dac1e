import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePool, openPostgres } from '@musterhq/postgres';
import { isProcessAlive, readProcessStart } from '@musterhq/process';
import { makeStore, takeRun } from '@musterhq/store';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseName } from '../src/database-name.ts';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

/** Session 2 starts a process that would outlive it, and waits. */
function holdSession2(project: Project): string[] {
  return project.script(
    writePages({
      b1s2: [{ do: 'spawn_child', pidFile: join(project.home, 'child') }, ...holding(project)],
      b2s3: [{ do: 'append', path: join(project.home, 'steps') }],
    }),
  );
}

function childIsAlive(project: Project): boolean {
  const pid = Number(readFileSync(join(project.home, 'child'), 'utf8'));
  return isProcessAlive({ pid, startedAt: readProcessStart(pid) ?? '' });
}

describe('stop, interrupt and go on', () => {
  it('ends the whole process tree, keeps the run, and finishes it later with every task done once', async () => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...holdSession2(project)]);
    await waits(project);
    expect(childIsAlive(project)).toBe(true);
    const stopped = await project.muster('stop');
    expect(stopped).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("'muster resume' goes on"),
    });
    const first = await run.ended;
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(childIsAlive(project)).toBe(false);
    expect(await project.processesLeft()).toEqual([]);
    expect((await project.status()).run.state).toBe('stopped');

    const second = project.start(['resume']);
    await second.shows(/turn 2 runs/);
    second.kill('SIGINT');
    expect((await second.ended).exitCode).toBe(130);
    expect(await project.processesLeft()).toEqual([]);
    expect((await project.status()).run.state).toBe('stopped');

    letGo(project);
    const third = await project.muster('run', 'PLAN.md');
    expect(third.exitCode, third.stdout + third.stderr).toBe(0);
    const { tasks, run: ended } = await project.status();
    expect(ended).toMatchObject({ id: 'r1', state: 'finished', generation: 3 });
    expect(tasks.map((task) => [task.label, task.state.kind, task.attempts])).toEqual([
      ['b1s2', 'done', 1],
      ['b1s1', 'done', 1],
      ['b2s3', 'done', 1],
    ]);
    expect(await project.muster('stop')).toMatchObject({ exitCode: 0, stdout: 'No run is open.\n' });
    expect(await project.muster('resume')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no open run'),
    });
    await project.remove();
  });

  it('goes on after a SIGKILL of the coordinator with the turn that went on without it', async () => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...holdSession2(project)]);
    await waits(project);
    const busy = await project.muster('resume');
    expect(busy).toMatchObject({ exitCode: 4, stderr: expect.stringContaining(`process ${run.pid}`) });
    expect(await project.muster('run', 'PLAN.md')).toMatchObject({ exitCode: 4 });

    run.kill('SIGSTOP');
    expect(await project.muster('resume')).toMatchObject({ exitCode: 4 });
    run.kill('SIGKILL');
    await run.ended;
    expect(childIsAlive(project)).toBe(true);
    const { stdout } = await project.muster('doctor');
    expect(stdout).toContain('the coordinator of run r1 is gone');

    letGo(project);
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(project.steps()).toHaveLength(2);
    expect(childIsAlive(project)).toBe(false);
    expect(await project.processesLeft()).toEqual([]);
    await project.remove();
  });

  it('lets a coordinator write nothing more once another one has the run', async () => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...holdSession2(project)]);
    await waits(project);
    const url = new URL(database.url);
    url.pathname = `/${databaseName(project.dir)}`;
    const pool = makePool(String(url), { applicationName: 'another coordinator', max: 1 });
    await takeRun(makeStore(pool), 'r1', { pid: 1, startedAt: '0', host: 'elsewhere' });
    await pool.end();
    letGo(project);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(4);
    expect(ended.stderr).toMatch(/another coordinator|generation/);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    const events = await project.events();
    expect(events.filter((event) => event.session === 2).map((event) => event.kind)).not.toContain(
      'turn_finished',
    );
    expect(await project.muster('resume')).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('elsewhere'),
    });
    await project.remove();
  });
});

describe('Postgres killed under a living coordinator', () => {
  it('is told in words or survived, and nothing is done twice', async () => {
    const project = await makeProject(undefined);
    const run = project.start(['run', 'PLAN.md', ...holdSession2(project)]);
    await waits(project);
    const server = await openPostgres({ stateDir: join(project.dir, '.muster'), isLeftRunning: true });
    const pid = server.pid!;
    await server.close();
    process.kill(pid, 'SIGKILL');
    letGo(project);
    const ended = await run.ended;
    // One loss is told once, however many connections it took; one that the run outlived is not told.
    const told = ended.stderr.match(/muster: /g) ?? [];
    expect(told, `exit ${ended.exitCode}\n${ended.stdout}${ended.stderr}`).toHaveLength(
      ended.exitCode === 0 ? 0 : 1,
    );
    if (ended.exitCode !== 0) {
      expect(ended.stderr, ended.stdout).toContain('muster resume');
      const resumed = await project.muster('resume');
      expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    }
    expect(project.steps()).toHaveLength(2);
    expect((await project.status()).run.state).toBe('finished');
    expect(await project.processesLeft()).toEqual([]);
    await project.remove();
  });
});
