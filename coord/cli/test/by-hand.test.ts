import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';
import type { Running } from './start-program.ts';
import { writePages } from './write-page.ts';

const ownWriter = '---\nname: writer\ndescription: The writer of this garden\n---\nWrite about gardens.\n';
let database: TestDatabase;
let project: Project;
let run: Running;

beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database, { files: { '.claude/agents/writer.md': ownWriter } });
  const script = project.script(writePages({ b1s2: holding(project) }));
  run = project.start(['run', 'PLAN.md', ...script], { longestMs: 600_000 });
  await waits(project);
});
afterAll(async () => {
  run?.kill('SIGKILL');
  await run?.ended;
  await project?.remove();
  await database.remove();
});

const worktree = (session: number) => join(project.dir, '.muster', 'worktrees', `session-${session}`);
const agentsIn = (session: number) => readdirSync(join(worktree(session), '.claude/agents')).sort();

describe('ca', () => {
  it('lists agents and presets, also where no run is', async () => {
    const { agents, presets } = JSON.parse((await project.program('ca', ['list', '--json'])).stdout);
    expect(agents.map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining([
        'architect',
        'security',
        'qa',
        'writer',
        'frontend',
        'mentor',
        'backend',
        'devops',
        'performance',
        'analyzer',
        'refactorer',
      ]),
    );
    expect(presets.map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining(['documentation', 'fullstack', 'performance']),
    );
  });

  it('changes the set of a session for good, and installs it at once', async () => {
    const preset = await project.program('ca', ['preset', 'performance', '--session', '2']);
    expect(preset.exitCode, preset.stderr).toBe(0);
    expect(agentsIn(2)).toContain('performance.md');
    await project.program('ca', ['activate', 'security'], worktree(2));
    expect(agentsIn(2)).toContain('security.md');
    await project.program('ca', ['deactivate', 'security'], join(worktree(2), '.claude'));
    expect(agentsIn(2)).not.toContain('security.md');
    const { sessions } = JSON.parse((await project.program('ca', ['status', '--json'], worktree(2))).stdout);
    const second = sessions.find((one: { session: number }) => one.session === 2);
    expect(second).toMatchObject({ name: 'Grower', isRecommended: false });
    expect(second.agents).toContain('performance');
  });

  it('answers a wrong name with the nearest right one, and changes nothing', async () => {
    const before = agentsIn(2);
    const wrong = await project.program('ca', ['activate', 'securty', '--session', '2']);
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('security') });
    const preset = await project.program('ca', ['preset', 'performence', '--session', '2']);
    expect(preset).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'performance'") });
    const session = await project.program('ca', ['activate', 'security', '--session', '9']);
    expect(session).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no session 9') });
    const nowhere = await project.program('ca', ['activate', 'security']);
    expect(nowhere).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--session N') });
    expect(agentsIn(2)).toEqual(before);
  });

  it('leaves the persona that the repository tracks as it is', () => {
    expect(readFileSync(join(worktree(2), '.claude/agents/writer.md'), 'utf8')).toBe(ownWriter);
  });
});

describe('take, give, report and cs', () => {
  it('makes the worktree of a session that had no turn yet, for the person who takes it', async () => {
    const taken = await project.muster('take', '3', '--why', 'to look around');
    expect(taken).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(worktree(3)) });
    expect(existsSync(join(worktree(3), 'PLAN.md'))).toBe(true);
    expect((await project.muster('give', '3', '--why', 'it is fine')).exitCode).toBe(0);
    await run.shows(/Session 3 {2}taken over by .+: to look around, in /);
    await run.shows(/Session 3 {2}given back by .+: it is fine/);
  });

  it('stops the driver for a person, and starts it again when the session is given back', async () => {
    const taken = await project.muster('take', '2');
    expect(taken.exitCode, taken.stderr).toBe(0);
    await run.shows(/turn 1 stopped/);
    const { sessions } = await project.status();
    expect(sessions.find((one) => one.session === 2)!.holder).toBe('person');
    await project.muster('give', '2');
    await waits(project);
    await run.shows(/turn 2 runs/);
  });

  it('gives a session a task of the document once, and one of its own beside it', async () => {
    const start = await project.program('cs', ['Describe every bed of the garden', 'writing', '--agents']);
    expect(start.stdout).toContain("the document's own start of b1s2");
    const order = ['Count the beds', 'analysis', '--session', '1', '--why', 'nobody knows'];
    const own = await project.program('cs', order);
    expect(own.stdout).toMatch(/Session 1 has it as cs-/);
    const wrong = await project.program('cs', ['Count the beds', 'thinking', '--session', '1']);
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('coding') });
    await run.shows(/given by hand: Count the beds \(nobody knows\)/);
    await run.shows(/cs-\w+ {2}is blocked: The driver 'scripted' has nothing to do for the task cs-/);
    const { tasks } = await project.status();
    expect(tasks.filter((task) => task.session === 2)).toHaveLength(1);
  });

  it('tells the others what was reported, in the next brief and the next round', async () => {
    const said = await project.muster('report', 'The rain has come', '--kind', 'blocker', '--session', '2');
    expect(said.exitCode).toBe(0);
    expect((await project.muster('report', 'x', '--session', '9')).exitCode).toBe(2);
    await project.muster('take', '2');
    await run.shows(/turn 2 stopped/);
    project.write('.muster/worktrees/session-2/beds/list.md', 'Peas, by hand.\n');
    letGo(project);
    expect((await project.muster('give', '2', '--done')).exitCode).toBe(0);
    const ended = await run.ended;
    // What cs gave has no steps in this script, so it stays blocked; everything else is done.
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(3);
    expect(await project.git('show', 'main:beds/list.md')).toBe('Peas, by hand.');
    expect(await project.git('log', '-1', '--format=%an', 'main', '--', 'beds/list.md')).toBe(
      'Session 2: Grower',
    );
    const briefs = readdirSync(join(project.dir, '.muster/briefs'));
    const painting = briefs.find((name) => name.includes('s3'))!;
    expect(project.read(`.muster/briefs/${painting}`)).toContain('The rain has come');
    expect(project.read(`.muster/briefs/${painting}`)).toContain('beds/list.md');
    const rounds = readdirSync(join(project.dir, '.muster/rounds'));
    expect(rounds.some((name) => project.read(`.muster/rounds/${name}`).includes('The rain has come'))).toBe(
      true,
    );
  });

  it('never commits an installed persona', async () => {
    const paths = await project.git('log', '--all', '--format=', '--name-only');
    expect(
      paths.split('\n').filter((path) => path.startsWith('.claude') && path !== '.claude/agents/writer.md'),
    ).toEqual([]);
  });

  it('says what to do when nobody is there to answer', async () => {
    const { exitCode, stderr } = await project.muster('take', '2');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("'muster resume'"),
    });
  });
});
