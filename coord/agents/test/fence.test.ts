import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from '@musterhq/process';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { showProgram } from '../src/fence/find-unseen.ts';
import { type FenceFound, fenceCommand, fenceFor, findFence } from '../src/index.ts';
import { findTestFence } from './find-test-fence.ts';

const found = await findTestFence();
const why = found.kind === 'none' ? ` (skipped: ${found.because})` : '';

let folder: TemporaryFolder;
beforeAll(() => {
  folder = makeTemporaryFolder('fence');
});
afterAll(() => folder.remove());

const at = (...parts: string[]): string => join(folder.path, ...parts);

function makeFile(text: string, ...parts: string[]): void {
  mkdirSync(at(...parts.slice(0, -1)), { recursive: true });
  writeFileSync(at(...parts), text);
}

/** A repository's shape: a state folder with two worktrees, an agent's HOME, a person's HOME with a key in it. */
function makeSite(): FenceFound {
  makeFile('gitdir: elsewhere\n', 'repo/.muster/worktrees/session-2', '.git');
  makeFile('mine\n', 'repo/.muster/worktrees/session-2', 'content', 'a.md');
  makeFile('theirs\n', 'repo/.muster/worktrees/session-3', 'src', 'b.js');
  makeFile('password\n', 'repo/.muster/postgres', 'password');
  makeFile('do this\n', 'repo/.muster/briefs', 't1.md');
  makeFile('#!/bin/sh\n', 'repo/.git/hooks', 'pre-commit');
  makeFile('key\n', 'person/.ssh', 'id');
  makeFile('machine\n', 'person', '.netrc');
  makeFile('', 'home', '.keep');
  return found;
}

function specFor(site: FenceFound) {
  return fenceFor(site, {
    worktree: at('repo/.muster/worktrees/session-2'),
    ownFolders: [at('home')],
    // The person's HOME lies in a temporary folder only here.
    readable: [at('repo'), at('repo/.muster/briefs/t1.md'), at('person')],
    hidden: [at('repo/.muster')],
    personHome: at('person'),
  });
}

async function run(
  script: string,
  { program = '/bin/sh', ...options }: { timeoutMs?: number; program?: string } = {},
) {
  const worktree = at('repo/.muster/worktrees/session-2');
  const fence = showProgram(specFor(found), program);
  const fenced = fenceCommand(fence, { command: '/bin/sh', args: ['-c', script] }, worktree);
  return runProcess({ ...fenced, cwd: worktree, env: { PATH: process.env.PATH ?? '' }, ...options });
}

describe.skipIf(found.kind === 'none')(`[F9] behind the fence${why}`, () => {
  beforeEach(() => void makeSite());

  test('the worktree, the agent’s HOME and a /tmp of its own can be written', async () => {
    const name = `muster-fence-${process.pid}`;
    const { exitCode, stderr } = await run(
      `echo new > content/a.md && echo x > ${at('home')}/x && echo t > /tmp/${name} && echo t > /var/tmp/${name} && cat /tmp/${name}`,
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(readFileSync(at('repo/.muster/worktrees/session-2/content/a.md'), 'utf8')).toBe('new\n');
    expect(existsSync(at('home/x'))).toBe(true);
    expect([existsSync(`/tmp/${name}`), existsSync(`/var/tmp/${name}`)]).toEqual([false, false]);
  });

  test.each([
    ['the main checkout', () => `echo x > ${at('repo')}/x`],
    ['the shared hooks', () => `echo x >> ${at('repo/.git/hooks')}/pre-commit`],
    ['what says whose worktree it is', () => 'echo x > .git'],
    ['that by a rename', () => 'mv .git other'],
    ['another worktree', () => `echo x >> ${at('repo/.muster/worktrees')}/session-3/src/b.js`],
    ['the place of another worktree', () => `mkdir ${at('repo/.muster/worktrees')}/session-4`],
    ['the brief', () => `echo x >> ${at('repo/.muster/briefs')}/t1.md`],
    ['a settings file of the person', () => `echo x > ${at('person')}/.profile`],
    ['the system', () => 'echo x > /etc/muster-fence-test'],
    // The value that is there: should the fence fail, nothing has changed.
    ['a setting of the kernel', () => 'f=/proc/sys/kernel/core_pattern; v=$(cat $f) && echo "$v" > $f'],
    ['a hard link to another’s file', () => `ln ${at('repo/.git/hooks')}/pre-commit content/link`],
    ['the fence itself', () => `mount -o remount,rw / || umount ${at('repo/.muster')}`],
    [
      'the fence itself, as root of a space of its own',
      () =>
        `unshare -Urm sh -c 'mount -o remount,rw / || umount ${at('repo/.muster')} || echo x > ${at('repo')}/x'`,
    ],
  ])('not %s', async (_, script) => {
    const before = snapshot();
    const { exitCode } = await run(script());
    expect(exitCode).not.toBe(0);
    expect(snapshot()).toEqual(before);
  });

  test.each([
    ['another session’s worktree', () => `ls ${at('repo/.muster/worktrees')}`, 'session-2\n'],
    ['the state folder', () => `cat ${at('repo/.muster')}/postgres/password`, ''],
    ['a key of the person', () => `cat ${at('person')}/.ssh/id`, ''],
    ['a password file of the person', () => `cat ${at('person')}/.netrc`, ''],
    ['sockets of services', () => 'ls /run/docker.sock /run/user /run/dbus', ''],
    ['processes of others', () => `ls -d /proc/${process.pid}`, ''],
  ])('nothing is to be seen of %s', async (_, script, seen) => {
    expect((await run(script())).stdout).toBe(seen);
  });

  test('the brief can be read, and the loopback address is reached', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_, answer) => answer.end('desk')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const script = `fetch('http://127.0.0.1:${port}').then((a) => a.text()).then(console.log)`;
    const { stdout } = await run(
      `cat ${at('repo/.muster/briefs')}/t1.md; '${process.execPath}' -e "${script}"`,
    );
    server.close();
    expect(stdout).toBe('do this\ndesk\n');
  });

  test('nobody is root', async () => {
    expect((await run('id -u')).stdout).not.toBe('0\n');
  });

  test('an agent can put a fence of its own around what it starts', async () => {
    const { program } = found as Extract<FenceFound, { kind: 'bubblewrap' }>;
    const own = `'${program}' --unshare-user --unshare-pid --ro-bind / / --dev /dev -- sh -c 'echo mine'`;
    expect((await run(own, { program })).stdout).toBe('mine\n');
  });

  test('everything ends with the command, what has a session of its own too', async () => {
    const { exitCode } = await run(`setsid sh -c 'sleep 1; echo late > ${at('home')}/late' & exit 0`);
    expect(exitCode).toBe(0);
    await sleep(1_500);
    expect(existsSync(at('home/late'))).toBe(false);
  });

  test('everything ends when the one who started it is killed', async () => {
    const script = `echo go > ${at('home')}/go; sleep 1; echo late > ${at('home')}/late`;
    const fenced = fenceCommand(specFor(found), { command: '/bin/sh', args: ['-c', script] }, at('home'));
    const { startDetached } = await import('@musterhq/process');
    const starter = await startDetached({
      command: process.execPath,
      args: [
        '-e',
        `require('child_process').spawn(${JSON.stringify(fenced.command)}, ${JSON.stringify(fenced.args)}); setInterval(() => {}, 1000)`,
      ],
      cwd: at('home'),
      env: {},
      logFile: at('starter.log'),
    });
    for (let waited = 0; !existsSync(at('home/go')) && waited < 20_000; waited += 50) await sleep(50);
    process.kill(starter.pid, 'SIGKILL');
    await sleep(1_500);
    expect([existsSync(at('home/go')), existsSync(at('home/late'))]).toEqual([true, false]);
  });
});

function snapshot(): string {
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file}: ${readFileSync(file, 'utf8')}`)
    .join('\n');
}

describe('[F10] a fence is looked for and tried', () => {
  test('and where there is none the turn says why', async () => {
    const none = await findFence({
      path: '/nowhere',
      nodeModules: [],
      scratch: folder.path,
      platform: 'linux',
    });
    expect(none).toMatchObject({ kind: 'none', because: expect.stringContaining('no bwrap on the PATH') });
    expect(specFor(none)).toEqual({
      kind: 'off',
      because: expect.stringContaining('apt install bubblewrap'),
    });
    expect(await findFence({ path: '', nodeModules: [], scratch: folder.path, platform: 'win32' })).toEqual({
      kind: 'none',
      because: 'there is no fence for win32',
    });
  });

  test.each([
    ['does not start a process: no such namespace', 'echo no such namespace >&2; exit 1'],
    ['lets a process write outside', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'],
  ])('one that %s is none', async (words, body) => {
    mkdirSync(at('bin'), { recursive: true });
    writeFileSync(at('bin/bwrap'), `#!/bin/sh\n${body}\n`);
    chmodSync(at('bin/bwrap'), 0o755);
    const none = await findFence({
      path: at('bin'),
      nodeModules: [],
      scratch: folder.path,
      platform: 'linux',
    });
    expect(none).toEqual({ kind: 'none', because: `${at('bin/bwrap')} ${words}` });
  });

  test('places are named by their real paths, and those that are missing are none', () => {
    makeSite();
    symlinkSync(at('repo'), at('alias'));
    const spec = fenceFor(
      { kind: 'bubblewrap', program: '/usr/bin/bwrap', isRoot: false },
      {
        worktree: at('alias/.muster/worktrees/session-2'),
        ownFolders: [at('missing')],
        readable: [],
        hidden: [at('alias/.muster')],
        personHome: at('person'),
      },
    );
    expect(spec).toMatchObject({
      writable: [at('repo/.muster/worktrees/session-2')],
      readable: expect.arrayContaining([at('repo/.muster/worktrees/session-2/.git')]),
      hidden: expect.arrayContaining([
        { path: at('repo/.muster'), is: 'folder' },
        { path: at('person/.netrc'), is: 'file' },
      ]),
    });
  });
});
