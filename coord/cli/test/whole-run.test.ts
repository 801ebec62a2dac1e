import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '@musterhq/engine';
import type { Event } from '@musterhq/store';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, readFixture } from './make-project.ts';
import type { Ended } from './start-program.ts';
import { withoutStatuses } from './without-statuses.ts';
import { writePages } from './write-page.ts';

const guide = readFixture('guide')['PLAN.md']!;
let database: TestDatabase;

beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

describe('a small plan with its runbook, on the embedded server', () => {
  let project: Project;
  let run: Ended;
  let status: Status;
  let events: Event[];

  beforeAll(async () => {
    project = await makeProject(undefined, { branch: 'master' });
    await project.muster('run', 'PLAN.md', '--dry-run');
    expect(existsSync(join(project.dir, '.muster')), 'a dry run makes a state folder').toBe(false);
    expect(await project.git('branch', '--list')).toBe('* master');
    run = await project.muster('run', 'PLAN.md', '--start', '2026-03-02');
    status = await project.status();
    events = await project.events();
  });
  afterAll(() => project.remove());

  it('ends with exit code 0 and says so', () => {
    expect(run.stdout + run.stderr).toContain('Run r1, finished');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toBe('');
  });

  it('lands the work of every session on the main branch, under the name that the repository gave it', async () => {
    const authors = await project.git('log', '--format=%an', 'master');
    expect([...new Set(authors.split('\n'))].sort()).toEqual([
      'Session 1: Editor',
      'Session 2: Grower',
      'Session 3: Painter',
      'Test Author',
    ]);
    expect(await project.git('log', '--no-merges', '--format=%an %s', 'master')).toContain(
      'Session 3: Painter Paint the beds',
    );
    expect(await project.git('branch', '--list', 'main')).toBe('');
  });

  it('brings the main checkout along and leaves nothing uncommitted', async () => {
    expect(project.read('pictures/beds.md')).toBe('A picture of Beans, leeks, asters.\n');
    expect(await project.git('status', '--porcelain')).toBe('');
    expect(await project.git('rev-parse', 'HEAD')).toBe(await project.git('rev-parse', 'integration/daily'));
  });

  it('ticks the milestones and touches nothing of the document but statuses, boxes and the progress region', () => {
    const after = project.read('PLAN.md');
    expect(after).toContain('- [x] **Day 2**');
    expect(after).toContain('- [x] **Day 3**');
    expect(after).toContain('**DONE - 1 OF 1 TASKS**');
    expect(withoutStatuses(after)).toBe(withoutStatuses(guide));
  });

  it('leaves worktrees clean, no lock, no process and no server', async () => {
    const worktrees = join(project.dir, '.muster', 'worktrees');
    for (const name of readdirSync(worktrees))
      expect(await project.git('-C', join(worktrees, name), 'status', '--porcelain')).toBe('');
    const locks = readdirSync(join(project.dir, '.git'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.lock'),
    );
    expect(locks).toEqual([]);
    expect(await project.processesLeft()).toEqual([]);
  });

  it('keeps the order of each task: started, turned, committed, gated, integrated; main after that', () => {
    const kinds = (label: string) =>
      events
        .filter((event) => event.task === status.tasks.find((task) => task.label === label)!.id)
        .map((event) => event.kind)
        .filter((kind) => !kind.startsWith('handoff'));
    for (const label of ['b1s1', 'b1s2', 'b2s3']) {
      expect(kinds(label)).toEqual([
        'attempt_started',
        'turn_started',
        'turn_finished',
        'commit_made',
        'attempt_submitted',
        'entry_queued',
        'candidate_made',
        'gate_finished',
        'candidate_gated',
        'task_integrated',
      ]);
    }
    const at = (kind: string) => events.findIndex((event) => event.kind === kind);
    expect(at('handoff_offered')).toBeLessThan(at('handoff_taken'));
    expect(at('handoff_taken')).toBeLessThan(at('handoff_accepted'));
    expect(events.map((event) => event.id)).toEqual(
      events.map((event) => event.id).toSorted((a, b) => a - b),
    );
    expect(events.at(-1)!.kind).toBe('run_finished');
  });

  it('says the same in status and log', () => {
    const landed = events.filter((event) => event.kind === 'task_integrated');
    for (const task of status.tasks) {
      const event = landed.find((one) => one.task === task.id);
      expect(task).toMatchObject({ attempts: 1, state: { kind: 'done', commit: event!.data.commit } });
    }
    expect(status.run).toMatchObject({ id: 'r1', state: 'finished', planStart: '2026-03-02' });
    expect(status.milestones.every((one) => one.isTicked && one.evidence[0]!.includes('passed'))).toBe(true);
    expect(status.gateRuns.passed).toBe(events.filter((event) => event.kind === 'gate_finished').length);
    expect(status.isMainAtIntegration).toBe(true);
  });

  it('ran the steps of each task once', () => {
    expect(project.steps()).toHaveLength(3);
  });

  it('installs personas in worktrees, and commits none', async () => {
    const installed = readdirSync(join(project.dir, '.muster/worktrees/session-2/.claude/agents'));
    expect(installed).toContain('writer.md');
    const paths = await project.git('log', '--name-only', '--format=', '--all');
    expect(paths).not.toContain('.claude');
    expect(paths).not.toContain('.muster');
  });

  it('does no finished work again when the same document is run once more, unless it is asked to', async () => {
    const main = await project.git('rev-parse', 'master');
    const again = await project.muster('run', 'PLAN.md');
    expect(again).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Run r1 has finished this plan'),
    });
    expect(project.steps()).toHaveLength(3);
    expect(await project.git('rev-parse', 'master')).toBe(main);
    expect((await project.status()).run.id).toBe('r1');
  });
});

describe('a document with CRLF', () => {
  it('keeps its line ends through a whole run', async () => {
    const crlf = guide.replaceAll('\n', '\r\n');
    const project = await makeProject(database, { files: { 'PLAN.md': crlf } });
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const after = await project.git('show', 'main:PLAN.md');
    expect(`${after}\n`.replaceAll('\r\n', '')).not.toContain('\n\n');
    const bytes = readFileSync(join(project.dir, 'PLAN.md'), 'utf8');
    expect(bytes.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(withoutStatuses(bytes)).toBe(withoutStatuses(crlf));
    await project.remove();
  });
});

describe('pace and order', () => {
  it('starts tasks on their day and holds rounds at their hour at a scaled pace', async () => {
    const project = await makeProject(database);
    const run = await project.muster('run', 'PLAN.md', '--pace', '1d=2s', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const events = await project.events();
    const startedAt = events[0]!.at;
    const sinceStart = (event: Event) => new Date(event.at).getTime() - new Date(startedAt).getTime();
    const painting = events.find((event) => event.kind === 'attempt_started' && event.session === 3)!;
    expect(sinceStart(painting)).toBeGreaterThan(3_500);
    const rounds = events.filter((event) => event.kind === 'round_held').map((event) => event.data);
    // An evening waits for its review, which on a busy machine ends after the next morning.
    const held = rounds.map(({ title, when }) => `${when} ${title}`);
    const placeOf = (day: number, title: RegExp) =>
      held.findIndex((one) => one.startsWith(`day-${day} `) && title.test(one));
    expect(placeOf(1, /Morning/)).toBe(0);
    expect(placeOf(1, /Evening/)).toBeGreaterThan(placeOf(1, /Morning/));
    expect(placeOf(2, /Morning/)).toBeGreaterThan(placeOf(1, /Morning/));
    expect(placeOf(2, /Evening/)).toBeGreaterThan(placeOf(2, /Morning/));
    const evening = events.find(
      (event) =>
        event.kind === 'round_held' &&
        event.data.when === 'day-1' &&
        /Evening/.test(String(event.data.title)),
    )!;
    expect(sinceStart(evening)).toBeGreaterThan(1_200);
    await project.remove();
  });

  it('obeys priorities and the number of sessions at work', async () => {
    const hurried = guide.replace(
      '  primary_task: "Write the preface"',
      '  priority: 5\n  primary_task: "Write the preface"',
    );
    const project = await makeProject(database, { files: { 'PLAN.md': hurried } });
    const run = await project.muster('run', 'PLAN.md', '--concurrency', '1', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const events = await project.events();
    const order = events.filter((event) => /attempt_started|task_integrated/.test(event.kind));
    expect(order.map((event) => [event.kind, event.session])).toEqual([
      ['attempt_started', 1],
      ['task_integrated', 1],
      ['attempt_started', 2],
      ['task_integrated', 2],
      ['attempt_started', 3],
      ['task_integrated', 3],
    ]);
    await project.remove();
  });

  it('shows with --dry-run what would be done, on which day and after what', async () => {
    const project = await makeProject(undefined);
    const { stdout, exitCode } = await project.muster(
      'run',
      'PLAN.md',
      '--dry-run',
      '--json',
      '--pace',
      'real',
      '--start',
      '2026-03-02',
    );
    const { tasks } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(tasks.map((task: { label: string }) => task.label).at(-1)).toBe('b2s3');
    expect(tasks.at(-1)).toMatchObject({ when: 'from 2026-03-04 (day 3)', after: ['b1s2'] });
    expect(existsSync(join(project.dir, '.muster'))).toBe(false);
    await project.remove();
  });
});
