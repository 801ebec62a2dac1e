import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, readFixture } from './make-project.ts';
import { writePages } from './write-page.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

describe('pausing a session', () => {
  it('lets its driver begin nothing, keeps the run open for it, and goes on when told to', async () => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...project.script(writePages({ b1s2: holding(project) }))]);
    await waits(project);
    expect(await project.muster('pause', '3', '--why', 'the paint is not dry')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('muster unpause 3'),
    });
    await run.shows(/Session 3 .*paused by .*: the paint is not dry/);
    letGo(project);
    await run.shows(/b1s2 {2}integrated as/);
    const { sessions, run: state } = await project.status();
    expect(sessions.map(({ holder }) => holder)).toEqual(['driver', 'driver', 'nobody']);
    expect(state.state).toBe('running');
    expect((await project.muster('status')).stdout).toMatch(/paused/);
    expect((await project.muster('unpause', '3', '--why', 'the paint is dry')).exitCode).toBe(0);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/goes on \(/);
    await project.remove();
  });

  it('ends the turn under way where that is asked, and has it done again', async () => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...project.script(writePages({ b1s2: holding(project) }))]);
    await waits(project);
    expect((await project.muster('pause', '2', '--now')).exitCode).toBe(0);
    await run.shows(/b1s2 {2}turn 1 stopped/);
    letGo(project);
    expect((await project.muster('unpause', '2')).exitCode).toBe(0);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    expect(project.steps()).toHaveLength(2);
    await project.remove();
  });

  it('is refused for a session that is not there', async () => {
    const project = await makeProject(database);
    const run = project.start(['run', 'PLAN.md', ...project.script(writePages({ b1s2: holding(project) }))]);
    await waits(project);
    expect(await project.muster('pause', '7')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('1 (Editor), 2 (Grower), 3 (Painter)'),
    });
    expect(await project.muster('queue', 'first', 'b2s3')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("'b2s3' does not wait to land"),
    });
    letGo(project);
    await run.ended;
    await project.remove();
  });
});

describe('answering a session', () => {
  it('[K11] that asked and did nothing has its task tried again with the answer', async () => {
    const guide = readFixture('guide')['muster/runbook.yaml']!;
    const asking =
      '  b1s2:\n    steps:\n' +
      '      - run: touch "$HOME/waits"; until [ -e "$HOME/go" ]; do sleep 0.05; done\n' +
      '      - run: grep -q "the south beds" "$MUSTER_BRIEF" || exit 0; mkdir -p beds; echo "South beds." > beds/list.md\n' +
      '      - run: "! [ -e beds/list.md ] || sed -i \'s|^beds:$|beds: beds/list.md|\' INDEX.md"\n';
    const runbook = guide.replace(/ {2}b1s2:\n(?: {4}.*\n)+/, asking);
    const project = await makeProject(database, { files: { 'muster/runbook.yaml': runbook } });
    const run = project.start(['run', 'PLAN.md']);
    await waits(project);
    const asked = await project.muster('report', 'Which beds?', '--kind', 'question', '--session', '2');
    expect(asked.exitCode, asked.stderr).toBe(0);
    expect((await project.muster('status')).stdout).toMatch(
      /Session 2 asks \(b1s2\): Which beds\? muster answer \d+ TEXT/,
    );
    letGo(project);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(3);
    expect(ended.stdout).toMatch(/b1s2 {2}is blocked: It asks \(question \d+\): Which beds\?/);
    const question = /question (\d+)/.exec(ended.stdout)![1]!;
    expect(await project.muster('answer', 'b1s1', 'no')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('waits for no answer'),
    });
    expect(await project.muster('answer', question, 'Describe the south beds.')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('tried again with the answer'),
    });
    const resumed = await project.muster('resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
    expect(await project.git('show', 'main:beds/list.md')).toBe('South beds.');
    await project.remove();
  });
});
