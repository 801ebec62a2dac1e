import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './make-project.ts';
import { startProgram } from './start-program.ts';
import { writePages } from './write-page.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

function addHook(project: Project, name: string, lines: string): void {
  const file = join(project.dir, '.git', 'hooks', name);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
}

describe('repositories of every kind', () => {
  it('runs two side by side: spaces and umlauts in a path, started from a subfolder, with work of a person lying about', async () => {
    const [one, other] = await Promise.all([
      makeProject(database, { name: 'Gärten & Beete' }),
      makeProject(database, { files: { 'notes/todo.md': 'Water the peas.\n' } }),
    ]);
    other.write('notes/todo.md', 'Water the beans.\n');
    other.write('notes/secret.txt', 'untracked\n');
    other.write('README.md', 'staged\n');
    await other.git('add', 'README.md');
    const hostile = {
      GIT_DIR: join(one.dir, '.git'),
      GIT_INDEX_FILE: '/nowhere',
      GIT_AUTHOR_NAME: 'Somebody Else',
    };
    const [first, second] = await Promise.all([
      one.muster('run', 'PLAN.md', ...one.script(writePages())),
      other.start(['run', '../PLAN.md', ...other.script(writePages())], {
        cwd: join(other.dir, 'notes'),
        env: hostile,
      }).ended,
    ]);
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(second.exitCode, second.stdout + second.stderr).toBe(0);
    for (const project of [one, other])
      expect(await project.git('log', '--format=%an', '-1', 'main', '--', 'beds/list.md')).toBe(
        'Session 2: Grower',
      );
    expect(other.read('notes/todo.md')).toBe('Water the beans.\n');
    expect(await other.git('status', '--porcelain')).toBe(
      'A  README.md\n M notes/todo.md\n?? notes/secret.txt',
    );
    await Promise.all([one.remove(), other.remove()]);
  });

  it('makes each worktree able to run: set-up, copies and a block of ports', async () => {
    const config = [
      'worktree:',
      "  setup: 'echo $MUSTER_PORT >> .ports && cat .env > .copied'",
      '  copy: [.env]',
      '  ports: { base: 41000, each: 10 }',
      '',
    ].join('\n');
    const project = await makeProject(database, {
      files: { 'muster/config.yaml': config, '.gitignore': '.env\n.ports\n.copied\n' },
    });
    project.write('.env', 'SEASON=spring\n');
    const run = await project.muster('run', 'PLAN.md');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const worktree = join(project.dir, '.muster/worktrees/session-2');
    expect(readFileSync(join(worktree, '.copied'), 'utf8')).toBe('SEASON=spring\n');
    expect(readFileSync(join(worktree, '.ports'), 'utf8')).toBe('41020\n');
    expect(await project.git('log', '--all', '--format=', '--name-only')).not.toMatch(
      /\.(env|ports|copied)$/m,
    );
    await project.remove();
  });

  it('tells the session what a hook refused, and keeps what a hook rewrote', async () => {
    const project = await makeProject(database, { files: { 'muster/config.yaml': 'turns: 1\n' } });
    addHook(
      project,
      'pre-commit',
      'case $(git branch --show-current) in session-1*) echo no prefaces here >&2; exit 1;; esac',
    );
    addHook(project, 'commit-msg', 'echo >> "$1"; echo "Reviewed-by: hook" >> "$1"');
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const { tasks } = await project.status();
    expect(tasks.find((task) => task.label === 'b1s1')!.state).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('no prefaces here'),
    });
    expect(
      await project.git('log', '-1', '--format=%B', 'integration/daily', '--', 'beds/list.md'),
    ).toContain('Reviewed-by: hook');
    await project.remove();
  });

  it('works from a linked worktree on the repository that it belongs to', async () => {
    const project = await makeProject(database);
    const linked = join(dirname(project.dir), 'linked');
    await project.git('worktree', 'add', '-q', '-b', 'topic', linked);
    const run = await startProgram('muster', ['run', 'PLAN.md', ...project.script(writePages())], {
      cwd: linked,
      env: project.env,
    }).ended;
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await project.git('show', 'main:PLAN.md')).toContain('- [x] **Day 3**');
    expect(existsSync(join(linked, '.muster'))).toBe(false);
    expect(await project.git('-C', linked, 'status', '--porcelain')).toBe('');
    await project.remove();
  });
});

describe('repositories that are not fit', () => {
  it('says of each what is missing and what to do, and begins no run', async () => {
    const project = await makeProject(database);
    const refuse = async (dir: string, words: RegExp, env: Record<string, string> = {}, exitCode = 2) => {
      const run = await startProgram('muster', ['run', join(project.dir, 'PLAN.md')], {
        cwd: dir,
        env: { ...project.env, ...env },
      }).ended;
      expect(run).toMatchObject({ exitCode, stderr: expect.stringMatching(words) });
      expect(run.stderr).not.toMatch(/^\s+at /m);
    };
    const beside = (name: string) => join(dirname(project.dir), name);
    await project.git('init', '-q', beside('empty'));
    await refuse(beside('empty'), /no commit yet|does not know who commits/);
    await project.git('clone', '-q', '--bare', project.dir, beside('bare.git'));
    await refuse(beside('bare.git'), /bare/);
    await refuse(dirname(project.dir), /repository/);
    await project.git('config', '--unset', 'user.name');
    await project.git('config', '--unset', 'user.email');
    appendFileSync(join(project.dir, '.git/config'), '[user]\n\tuseConfigOnly = true\n');
    await refuse(project.dir, /does not know who commits.*git config user\.name/s);
    await refuse(
      project.dir,
      /DATABASE_URL points at/,
      {
        DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/nothing',
      },
      1,
    );
    const init = await project.muster('init');
    expect(init).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('not ready') });
    await project.remove();
  });
});
