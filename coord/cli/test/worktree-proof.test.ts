import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, readFixture } from './make-project.ts';

const runbook = readFixture('guide')['muster/runbook.yaml']!;
/** The first session's turn does something to its own worktree before its work is judged. */
const after = (command: string) =>
  runbook.replace(
    '    commit: Describe the beds',
    `      - run: ${JSON.stringify(command)}\n    commit: Describe the beds`,
  );

let database: TestDatabase;
beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

async function blocksBecause(project: Project, reason: RegExp): Promise<void> {
  const run = await project.muster('run', 'PLAN.md');
  expect(run.exitCode, run.stdout + run.stderr).toBe(3);
  const { tasks } = await project.status();
  expect(tasks.find(({ label }) => label === 'b1s2')).toMatchObject({
    state: { kind: 'blocked', reason: expect.stringMatching(reason) },
  });
  expect(await project.git('ls-tree', '-r', '--name-only', 'integration/daily')).not.toContain(
    'beds/list.md',
  );
}

describe('[N7] a session whose worktree is not what it should be is stopped', () => {
  const cases: [string, string, RegExp][] = [
    [
      'on another branch',
      'git checkout --quiet -b elsewhere',
      /expected branch refs\/heads\/session-2-beds, found refs\/heads\/elsewhere/,
    ],
    ['on no branch', 'git checkout --quiet --detach', /found detached at/],
    ['without its token', 'rm "$(git rev-parse --git-dir)/muster-token"', /expected token .*found none/],
    [
      'with a history that is not its own',
      'git update-ref HEAD "$(git commit-tree -m x HEAD^{tree})"',
      /expected head a commit that contains/,
    ],
  ];
  for (const [what, command, reason] of cases) {
    it(`${what}: the task is blocked with what was found, and nothing of it lands`, async () => {
      const project = await makeProject(database, { files: { 'muster/runbook.yaml': after(command) } });
      await blocksBecause(project, reason);
      await project.remove();
    });
  }

  it('behind a link to another session’s: the turn does not begin', async () => {
    const project = await makeProject(database);
    const worktree = (session: number) => join(project.dir, '.muster', 'worktrees', `session-${session}`);
    const first = await project.muster('run', 'PLAN.md');
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    rmSync(worktree(2), { recursive: true });
    symlinkSync(worktree(3), worktree(2));
    const again = await project.muster('run', 'PLAN.md', '--again');
    expect(again.exitCode, again.stdout + again.stderr).toBe(3);
    const { tasks } = await project.status();
    expect(tasks.find(({ label }) => label === 'b1s2')?.state).toMatchObject({ kind: 'blocked' });
    expect(existsSync(join(worktree(3), 'beds', 'list.md'))).toBe(true);
    await project.remove();
  });
});
