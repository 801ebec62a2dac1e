import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFixture } from './make-project.ts';
import { startProgram } from './start-program.ts';

const seed = fileURLToPath(new URL('../../../../shared/seed', import.meta.url));
const hasSeed = existsSync(seed);
const missionCounts = {
  sessions: 4,
  phases: 1,
  weeks: 2,
  blocks: 5,
  tasks: 10,
  oversights: 2,
  rounds: 3,
  handoffs: 3,
  resources: 5,
  branches: 5,
  milestones: 5,
  gates: 4,
};
const folder = makeTemporaryFolder('plan-commands');
const guide = readFixture('guide')['PLAN.md']!;

const plan = (...args: string[]) =>
  startProgram('muster', ['plan', ...args], {
    cwd: folder.path,
    env: { PATH: '/usr/bin:/bin', HOME: folder.path },
  }).ended;
const put = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder.path, name), content);
  return name;
};

beforeAll(() => {
  put('guide.md', guide);
  if (!hasSeed) return;
  put('mission.md', readFileSync(join(seed, 'MULTI_SESSION_COORDINATION.md')));
  put('as-received.txt', readFileSync(join(seed, 'as-received.txt')));
});
afterAll(() => folder.remove());

describe('muster plan check', () => {
  it('counts what the mission says and exits 0', async ({ skip }) => {
    if (!hasSeed) skip('the mission is in ../shared, which is not beside this clone');
    const { exitCode, stdout } = await plan('check', 'mission.md', '--json');
    const { counts, diagnostics } = JSON.parse(stdout);
    expect({ exitCode, counts }).toEqual({ exitCode: 0, counts: missionCounts });
    for (const found of diagnostics) {
      expect(Object.keys(found)).toEqual(
        expect.arrayContaining(['rule', 'severity', 'message', 'line', 'column']),
      );
    }
  });

  it('counts the same in the mis-decoded mission, with positions in the file as it is', async ({ skip }) => {
    if (!hasSeed) skip('the mission is in ../shared, which is not beside this clone');
    const { exitCode, stdout } = await plan('check', 'as-received.txt', '--json');
    const { counts, diagnostics } = JSON.parse(stdout);
    const lines = readFileSync(join(folder.path, 'as-received.txt'), 'utf8').split('\n');
    expect({ exitCode, counts }).toEqual({ exitCode: 0, counts: missionCounts });
    expect(diagnostics.map((found: { rule: string }) => found.rule)).toContain('mis-decoded');
    for (const { line, column } of diagnostics)
      expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
  });

  it('counts what a small document of our own says', async () => {
    const { exitCode, stdout } = await plan('check', 'guide.md', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).counts).toMatchObject({
      sessions: 3,
      blocks: 2,
      tasks: 3,
      handoffs: 1,
      milestones: 2,
    });
  });

  it('names each finding with its place, and exits 2 for an error', async () => {
    put(
      'wrong.md',
      guide.replace('"ca preset documentation && ca activate writer"', '"ca preset documantation"'),
    );
    const { exitCode, stdout } = await plan('check', 'wrong.md', '--json');
    const error = JSON.parse(stdout).diagnostics.find(
      (found: { severity: string }) => found.severity === 'error',
    );
    const line = guide.split('\n').findIndex((text) => text.includes('agent_activation')) + 1;
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ line, message: expect.stringContaining('documantation') });
    expect(error.fix).toContain('documentation');
    const words = await plan('check', 'wrong.md');
    expect(words.stdout).toContain(`wrong.md:${line}:`);
  });

  it('--fix repairs what is safe and leaves a document that checks no worse', async () => {
    put(
      'fixable.md',
      guide.replace('"ca preset documentation && ca activate writer"', '"ca preset documantation"'),
    );
    const { exitCode, stderr } = await plan('check', 'fixable.md', '--fix');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('fixed fixable.md'),
    });
    expect(readFileSync(join(folder.path, 'fixable.md'), 'utf8')).toContain('ca preset documentation');
    const again = readFileSync(join(folder.path, 'fixable.md'));
    await plan('check', 'fixable.md', '--fix');
    expect(readFileSync(join(folder.path, 'fixable.md'))).toEqual(again);
  });
});

describe('muster plan show, graph and forecast', () => {
  it('prints every task with its id, needs, deliverable and agents', async () => {
    const { tasks } = JSON.parse((await plan('show', 'guide.md', '--json')).stdout);
    expect(tasks).toHaveLength(3);
    const painting = tasks.find((task: { session: number }) => task.session === 3);
    const beds = tasks.find((task: { session: number }) => task.session === 2);
    expect(painting).toMatchObject({ deliverable: 'Pictures of the beds', agents: ['frontend'] });
    expect(painting.dependsOn).toEqual([
      expect.objectContaining({ task: beds.id, reason: expect.any(String), line: expect.any(Number) }),
    ]);
    expect(beds.agents).toContain('writer');
  });

  it('keeps the ids of tasks when a block is put in before them', async () => {
    const block =
      '#### Day 1: Soil\n```yaml\nSession_2_Tasks:\n  primary_task: "Dig"\n  deliverable: "Soil that was dug"\n```\n\n';
    put('longer.md', guide.replace('#### Day 1-2: Beds', `${block}#### Day 1-2: Beds`));
    const ids = async (file: string) =>
      JSON.parse((await plan('show', file, '--json')).stdout).tasks.map((task: { id: string }) => task.id);
    expect(await ids('longer.md')).toEqual(expect.arrayContaining(await ids('guide.md')));
  });

  it('draws the graph as words, as Mermaid and as JSON', async () => {
    const [text, mermaid, json] = await Promise.all([
      plan('graph', 'guide.md'),
      plan('graph', 'guide.md', '--format', 'mermaid'),
      plan('graph', 'guide.md', '--format', 'json'),
    ]);
    expect(text.stdout).toContain('after b1s2: handoff');
    expect(mermaid.stdout).toMatch(/^(flowchart|graph) /);
    expect(() => JSON.parse(json.stdout)).not.toThrow();
  });

  it('forecasts dates from the start, and refuses a start that is no date', async () => {
    const { stdout } = await plan('forecast', 'guide.md', '--start', '2026-03-02', '--json');
    const { milestones } = JSON.parse(stdout);
    expect(milestones.map((one: { date: string }) => one.date)).toEqual(['2026-03-03', '2026-03-04']);
    const wrong = await plan('forecast', 'guide.md', '--start', 'soon');
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'soon'") });
  });
});

describe('muster plan repair and new', () => {
  it('repairs the mis-decoded mission to the very bytes of the original', async ({ skip }) => {
    if (!hasSeed) skip('the mission is in ../shared, which is not beside this clone');
    const { exitCode } = await plan('repair', 'as-received.txt', '--output', 'repaired.md');
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder.path, 'repaired.md'))).toEqual(
      readFileSync(join(folder.path, 'mission.md')),
    );
    const { stdout } = await plan('repair', 'as-received.txt');
    expect(stdout).toBe(readFileSync(join(folder.path, 'mission.md'), 'utf8'));
  });

  it('writes a new document that has nothing wrong, and never over a file', async () => {
    expect((await plan('new', 'fresh.md', '--sessions', '3', '--weeks', '1')).exitCode).toBe(0);
    const { stdout } = await plan('check', 'fresh.md', '--json');
    const { counts, diagnostics } = JSON.parse(stdout);
    expect(counts).toMatchObject({ sessions: 3, weeks: 1 });
    expect(diagnostics.filter((one: { severity: string }) => one.severity !== 'info')).toEqual([]);
    const again = await plan('new', 'fresh.md');
    expect(again).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('fresh.md is there already'),
    });
  });
});

describe('what is no document', () => {
  const commands = ['check', 'show', 'graph', 'forecast', 'repair'];

  it.each(commands)('plan %s names a missing file, a folder and a file that is no text', async (command) => {
    mkdirSync(join(folder.path, 'folder'), { recursive: true });
    put('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff, 0xfe, 0xd8]));
    const [missing, directory, binary] = await Promise.all([
      plan(command, 'nowhere.md'),
      plan(command, 'folder'),
      plan(command, 'picture.png'),
    ]);
    expect(missing).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('There is no document at'),
    });
    expect(directory).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is a folder') });
    expect(binary).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not UTF-8 text') });
    for (const { stderr } of [missing, directory, binary]) expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('new names a folder that is missing', async () => {
    const { exitCode, stderr } = await plan('new', 'nowhere/plan.md');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nowhere') });
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
