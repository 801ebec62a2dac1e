import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTemporaryFolder } from '@musterhq/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  clearStaleLocks,
  commitWorktree,
  ensureWorktree,
  listUnreachable,
  moveRef,
  proveWorktree,
  readRef,
  removeWorktree,
  resetWorktree,
  syncWorktree,
} from '../src/index.ts';
import { AUTHOR, DATE, type GitRepository, makeRepository, writeFileAt } from './temporary-repository.ts';

async function makeSession(files?: Record<string, string>) {
  const temporary = await makeRepository(files);
  const path = temporary.worktree('2');
  const startPoint = temporary.git('rev-parse', 'HEAD');
  const order = { path, branch: 'session/2', startPoint, token: 't' };
  const turn = { path, message: 'Work', author: AUTHOR, trailers: { 'Muster-Turn': 'turn-1' }, date: DATE };
  return { ...temporary, path, order, turn };
}

async function waitUntil(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 400) throw new Error('waited 10 s in vain');
    await delay(25);
  }
}

test('a lock left by a killed git is removed, a young one and one of a live git are not', async () => {
  const { repo, order, path, env } = await makeSession();
  await ensureWorktree(repo, order);
  const gitDir = join(repo.commonDir, 'worktrees', '2');
  const locks = [join(gitDir, 'index.lock'), join(repo.commonDir, 'refs', 'heads', 'main.lock')];
  for (const lock of locks) writeFileSync(lock, '');
  expect(await clearStaleLocks(repo, path, { olderThanMs: 60_000 })).toMatchObject({
    removed: [],
    kept: [{ reason: expect.stringMatching(/only \d+ ms old/) }, {}],
  });

  const busy = spawn('git', ['cat-file', '--batch'], {
    cwd: path,
    env: { ...env, MUSTER_GIT_REPOSITORY: repo.commonDir },
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: 20_000,
  });
  await once(busy, 'spawn');
  await waitUntil(() => readFileSync(`/proc/${busy.pid}/comm`, 'utf8').trim() === 'git');
  // `cat-file` alone never holds a lock; the same process under another name might.
  expect((await clearStaleLocks(repo, path, { olderThanMs: 0 })).kept).toEqual([]);
  expect(locks.map((lock) => existsSync(lock))).toEqual([false, false]);

  for (const lock of locks) writeFileSync(lock, '');
  const writer = spawn('git', ['-c', 'x.y=z', 'hash-object', '--stdin'], {
    cwd: path,
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: 20_000,
  });
  await once(writer, 'spawn');
  await waitUntil(() => readFileSync(`/proc/${writer.pid}/comm`, 'utf8').trim() === 'git');
  expect(await clearStaleLocks(repo, path, { olderThanMs: 0 })).toMatchObject({
    removed: [],
    kept: [{ reason: expect.stringContaining(String(writer.pid)) }, {}],
  });
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  expect((await clearStaleLocks(repo, path, { olderThanMs: 0 })).removed.sort()).toEqual(locks.sort());
});

test('a command that meets a stale lock goes on by itself', async () => {
  const { repo, order, turn, path, commit } = await makeSession();
  const { head } = await ensureWorktree(repo, order);
  const past = new Date(Date.now() - 10_000);
  const leave = (...names: string[]) => {
    for (const name of names) {
      writeFileSync(join(repo.commonDir, name), '');
      utimesSync(join(repo.commonDir, name), past, past);
    }
  };
  leave('refs/heads/landing.lock');
  expect(await moveRef(repo, 'landing', head, undefined, 'make')).toBe('moved');
  leave('worktrees/2/index.lock', 'worktrees/2/HEAD.lock', 'refs/heads/session/2.lock');
  writeFileAt(join(path, 'a'), 'a');
  expect(await commitWorktree(repo, turn)).toMatchObject({ kind: 'committed' });
  leave('worktrees/2/index.lock');
  const next = commit('Next', { b: 'b' });
  expect(await syncWorktree(repo, { ...order, to: next })).toMatchObject({ kind: 'moved' });
});

/** The package as one file, so that a process of its own can call it. */
const bundleFolder = makeTemporaryFolder('git-bundle');
const bundle = join(bundleFolder.path, 'git.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../src/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    // Dependencies in CommonJS still ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile: bundle,
  });
});

afterAll(() => bundleFolder.remove());

/**
 * A git that, at the named command, kills its caller: once the command is done (`after`), while it runs on alone
 * (`orphan`), or together with the command in the middle of it (`both`).
 */
const WRAPPER = `#!/bin/sh
case " $* " in
  *" $KILL_ON "*)
    case "$KILL_MODE" in
      after) git "$@"; kill -9 $PPID ;;
      orphan) kill -9 $PPID; exec git "$@" ;;
      both) git "$@" & sleep 0.1; kill -9 $! $PPID ;;
    esac ;;
  *) exec git "$@" ;;
esac
`;

async function runKilled(
  { root, dir, env }: GitRepository,
  { mode, on, call }: { mode: string; on: string; call: [string, object] },
): Promise<void> {
  const git = join(root, 'git-wrapper');
  writeFileAt(git, WRAPPER, 0o755);
  const program = join(root, 'program.mjs');
  writeFileAt(
    program,
    `import * as git from ${JSON.stringify(bundle)};
     const { options, call: [name, order] } = JSON.parse(process.argv[2]);
     await git[name](await git.openRepository(options), order);`,
  );
  const options = { dir, git, env: { ...env, KILL_MODE: mode, KILL_ON: on } };
  const child = spawn(process.execPath, [program, JSON.stringify({ options, call })], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 40_000,
  });
  const [code, signal] = await once(child, 'exit');
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
}

/** Checking out and adding `middle.slow` takes long enough to be killed in. */
const FILES = {
  '.gitattributes': '*.slow filter=slow\n',
  'a-first': '1\n',
  'middle.slow': 's\n',
  'z-last': '1\n',
};

async function makeSlowSession() {
  const session = await makeSession(FILES);
  session.git('config', 'filter.slow.smudge', 'sleep 0.2; cat');
  session.git('config', 'filter.slow.clean', 'sleep 0.2; cat');
  return session;
}

const MODES = ['after', 'orphan', 'both'];

for (const mode of MODES) {
  test.concurrent(`ensureWorktree after SIGKILL at worktree add (${mode}) makes one whole worktree`, async () => {
    const session = await makeSlowSession();
    const { repo, order, path, gitIn, git } = session;
    await runKilled(session, { mode, on: 'worktree add', call: ['ensureWorktree', order] });
    expect(await ensureWorktree(repo, order)).toEqual({ head: order.startPoint });
    expect(gitIn(path, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(path, 'z-last'), 'utf8')).toBe('1\n');
    expect(await proveWorktree(repo, order)).toMatchObject({ kind: 'ok' });
    expect(git('worktree', 'list', '--porcelain')).not.toContain('locked');
    expect(git('worktree', 'list').split('\n')).toHaveLength(2);
  });

  for (const on of ['add --all', 'commit --quiet']) {
    test.concurrent(`commitWorktree after SIGKILL at ${on} (${mode}) makes one commit`, async () => {
      const session = await makeSlowSession();
      const { repo, order, turn, path, gitIn } = session;
      await ensureWorktree(repo, order);
      writeFileAt(join(repo.commonDir, 'hooks', 'pre-commit'), '#!/bin/sh\nsleep 0.2\n', 0o755);
      writeFileAt(join(path, 'a-first'), '2\n');
      writeFileAt(join(path, 'middle.slow'), 'slower\n');
      await runKilled(session, { mode, on, call: ['commitWorktree', turn] });
      const commit = await commitWorktree(repo, turn);
      expect(commit).toMatchObject({ kind: 'committed' });
      expect(gitIn(path, 'diff', '--name-only', 'HEAD^')).toBe('a-first\nmiddle.slow');
      await delay(mode === 'orphan' ? 600 : 0);
      expect(gitIn(path, 'log', '--format=%s')).toBe('Work\nBegin');
      expect(gitIn(path, 'status', '--porcelain')).toBe('');
      expect(await listUnreachable(repo)).toEqual([]);
    });
  }

  test.concurrent(`syncWorktree after SIGKILL at merge (${mode}) ends at the commit`, async () => {
    const session = await makeSlowSession();
    const { repo, order, path, gitIn, commit } = session;
    await ensureWorktree(repo, order);
    const to = commit('Next', {
      'a-first': '2\n',
      'b-new': 'n\n',
      'middle.slow': 'other\n',
      'z-last': '2\n',
    });
    await runKilled(session, {
      mode,
      on: 'merge --ff-only',
      call: ['syncWorktree', { path, branch: 'session/2', to }],
    });
    const sync = await syncWorktree(repo, { path, branch: 'session/2', to });
    expect(['moved', 'already']).toContain(sync.kind);
    expect(await readRef(repo, 'session/2')).toBe(to);
    expect(gitIn(path, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(path, 'z-last'), 'utf8')).toBe('2\n');
  });

  test.concurrent(`resetWorktree after SIGKILL at checkout (${mode}) ends clean with everything saved`, async () => {
    const session = await makeSlowSession();
    const { repo, order, path, gitIn, git } = session;
    const { head } = await ensureWorktree(repo, order);
    writeFileAt(join(path, 'a-first'), 'edited\n');
    gitIn(path, 'commit', '--quiet', '--all', '--message', 'Local');
    writeFileAt(join(path, 'z-last'), 'not committed\n');
    const reset = { path, branch: order.branch, to: head, saveRef: 'session-2' };
    await runKilled(session, { mode, on: 'checkout --quiet', call: ['resetWorktree', reset] });
    expect((await resetWorktree(repo, reset)).head).toBe(head);
    expect(gitIn(path, 'status', '--porcelain')).toBe('');
    const saves = git('log', '--format=%H', 'refs/muster/saved/session-2', '--not', 'main').split('\n');
    expect(saves.map((save) => git('show', `${save}:z-last`))).toContain('not committed');
    expect(await listUnreachable(repo)).toEqual([]);
  });
}

test('removeWorktree after SIGKILL before its last command is finished by a repeat', async () => {
  const session = await makeSession(FILES);
  const { repo, order, path, git } = session;
  await ensureWorktree(repo, order);
  writeFileAt(join(path, 'work'), 'w');
  const removal = { path, saveRef: 'session-2' };
  await runKilled(session, { mode: 'both', on: 'worktree remove', call: ['removeWorktree', removal] });
  expect(['removed', 'already']).toContain((await removeWorktree(repo, removal)).kind);
  expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  expect(git('show', 'refs/muster/saved/session-2:work')).toBe('w');
  expect(await ensureWorktree(repo, order)).toEqual({ head: order.startPoint });
});
