import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letGo, waits } from './hold-session.ts';
import { makeProject, type Project, readFixture } from './make-project.ts';
import type { Running } from './start-program.ts';

const wait = 'until [ -e "$HOME/go" ]; do sleep 0.05; done';
const holding = readFixture('guide')['muster/runbook.yaml']!.replace(
  '  b1s2:\n    steps:\n',
  `  b1s2:\n    steps:\n      - run: touch "$HOME/waits"; ${wait}\n`,
);
const countsBeds = '      - run: grep -q "Count the beds" "$MUSTER_BRIEF" && echo "three beds" > counts.md\n';
let database: TestDatabase;
let project: Project;
let run: Running;

beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database);
  writeFileSync(runbookFile(), holding);
  run = project.start(['run', 'PLAN.md', '--runbook', runbookFile()]);
  await waits(project);
});
afterAll(async () => {
  run?.kill('SIGKILL');
  await run?.ended;
  await project?.remove();
  await database.remove();
});

const runbookFile = () => join(project.home, 'runbook.yaml');
const give = () => project.program('cs', ['Count the beds', '--session', '1']);

describe('cs under the runbook driver', () => {
  it('refuses at once what the runbook has no steps for, and says what to do', async () => {
    const refused = await give();
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    for (const words of [runbookFile(), "entry 'cs'", '$MUSTER_BRIEF', "'muster take 1'"])
      expect(refused.stderr).toContain(words);
    expect((await project.status()).tasks).toHaveLength(3);
  });

  it('takes a start command of the document as that task, for which it has steps', async () => {
    const start = await project.program('cs', ['Describe every bed of the garden', 'writing', '--agents']);
    expect(start).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('start of b1s2') });
  });

  it('takes it when a person has the session, who needs no steps', async () => {
    expect((await project.muster('take', '1')).exitCode).toBe(0);
    const taken = await give();
    expect(taken, taken.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/it as cs-/) });
    project.write('.muster/worktrees/session-1/by-hand.md', 'Two beds, counted by hand.\n');
    expect((await project.muster('give', '1', '--done')).exitCode).toBe(0);
    await run.shows(/cs-\w+ {2}integrated as/);
  });

  it('carries it out by the entry cs, which finds its words in the brief', async () => {
    expect((await project.muster('stop')).exitCode).toBe(0);
    await run.ended;
    writeFileSync(runbookFile(), `${holding}  cs:\n    steps:\n${countsBeds}`);
    run = project.start(['resume']);
    await waits(project);
    const taken = await give();
    expect(taken, taken.stderr).toMatchObject({ exitCode: 0 });
    letGo(project);
    const ended = await run.ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    expect(await project.git('show', 'main:counts.md')).toBe('three beds');
    expect(await project.git('show', 'main:by-hand.md')).toBe('Two beds, counted by hand.');
  });

  it('takes it for a session of a coding agent, whatever the runbook has', async () => {
    writeFileSync(runbookFile(), holding);
    project.write(
      'muster/config.yaml',
      'drivers: { agent: { kind: acp, profile: claude } }\nsessions: { 3: { driver: agent } }\n',
    );
    const given = await project.program('cs', ['Count the pictures', '--session', '3']);
    expect(given.exitCode, given.stderr).toBe(0);
    expect((await give()).exitCode).toBe(2);
  });
});
