import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Launcher,
  makeLauncher,
  ProcessError,
  type ProcessOptions,
  readProcessStart,
} from '../src/index.ts';
import { readProcessTable } from '../src/process-table.ts';

const env = { PATH: '/usr/bin:/bin' };
let cwd: string;
let folder: string;
let launcher: Launcher;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "muster-launcher's "));
  folder = join(cwd, 'shells');
  launcher = makeLauncher({ folder, env });
});
afterAll(async () => {
  await launcher.close();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(cwd, { recursive: true, force: true });
});

const sh = (script: string, options: Partial<ProcessOptions> = {}) =>
  launcher.run({ command: 'sh', args: ['-c', script], cwd, env, ...options });

const readPid = (name: string) => Number(readFileSync(join(cwd, name), 'utf8'));
const shells = () => readProcessTable().filter((row) => row.parent === process.pid).length;

async function untilExists(name: string): Promise<void> {
  for (let turn = 0; turn < 200 && !existsSync(join(cwd, name)); turn += 1) await delay(20);
}

test('an answer has the shape of a command that this process started', async () => {
  const good = await sh('echo out; echo err >&2');
  expect(good).toMatchObject({ exitCode: 0, isTimedOut: false, isCanceled: false, isNotFound: false });
  expect([good.stdout, good.stderr, good.stdoutBytes, good.stderrBytes]).toEqual(['out\n', 'err\n', 4, 4]);
  expect(await sh('exit 7')).toMatchObject({ exitCode: 7, stdout: '' });
  expect(await sh('exit 129')).toMatchObject({ exitCode: 129 });
  const killed = await sh('kill -9 $$');
  expect(killed).toMatchObject({ signal: 'SIGKILL', isTimedOut: false });
  expect(killed).not.toHaveProperty('exitCode');
});

test('a command that cannot be started is told as by this process', async () => {
  const missing = { command: 'no-such-command-here', args: [], cwd, env };
  expect(await launcher.run(missing)).toMatchObject({ isNotFound: true, startError: 'ENOENT' });
  expect(await launcher.run({ ...missing, command: cwd })).toMatchObject({ startError: 'EACCES' });
  const refusal = sh('true', { cwd: join(cwd, 'absent') });
  await expect(refusal).rejects.toThrow(ProcessError);
});

test('words, environment and working directory arrive as they are', async () => {
  const words = ['', "it's", '$HOME `id` \\', 'line\nbreak', '"; exit 3 #', '-n', 'ä€', '*'];
  const printed = await launcher.run({
    command: 'sh',
    args: ['-c', 'pwd; printf "%s\\0" "$@"', 'sh', ...words],
    cwd,
    env,
  });
  expect(printed.stdout).toBe(`${cwd}\n${words.map((word) => `${word}\0`).join('')}`);
  const shown = await launcher.run({
    command: '/usr/bin/env',
    args: [],
    cwd,
    env: { ONLY: "this 'one'" },
    marker: 'm1',
  });
  const names = shown.stdout.trim().split('\n').sort();
  // What shells add of their own: where they stand, how deep, and the command.
  expect(names.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual([
    'MUSTER_PROCESS_TREE=m1',
    "ONLY=this 'one'",
  ]);
  const odd = await launcher.run({ command: '/usr/bin/env', args: [], cwd, env: { 'odd-name': 'kept' } });
  expect(odd.stdout).toContain('odd-name=kept');
});

test('input reaches the command as bytes, and without input there is none', async () => {
  expect((await sh('cat', { input: 'one\0two' })).stdout).toBe('one\0two');
  expect((await sh('wc -c', { input: new Uint8Array(1_000_000) })).stdout.trim()).toBe('1000000');
  expect((await sh('cat')).stdout).toBe('');
});

test('the tail of a long output is kept, whole characters only', async () => {
  const script = `process.stdout.write('ä'.repeat(3_000_000) + 'end')`;
  const order = { command: process.execPath, args: ['-e', script], cwd, env, keepBytes: 1000 };
  const result = await launcher.run(order);
  expect(result.stdoutBytes).toBe(6_000_003);
  expect(result.stdout).toMatch(/^ä{498}end$/);
});

test('commands do not wait for one another, and shells are used again', async () => {
  const both = ['one', 'other'].map((name, at, names) =>
    sh(`: > ${name}.here; until test -e ${names[1 - at]}.here; do sleep 0.02; done`, { timeoutMs: 5_000 }),
  );
  expect((await Promise.all(both)).map((result) => result.exitCode)).toEqual([0, 0]);
  const before = shells();
  for (let turn = 0; turn < 5; turn += 1) await sh('true');
  expect(shells()).toBe(before);
});

test('a time-out ends the whole tree and no other, and its shell goes on', async () => {
  const bystander = sh('sleep 1.2; echo through');
  const script = `
    sleep 300 & echo $! > child.pid
    (setsid sh -c 'echo $$ > orphan.pid; sleep 300; true' &)
    sh -c 'trap "" TERM; echo $$ > stubborn.pid; while :; do sleep 1; done'`;
  const result = await sh(script, { timeoutMs: 700, graceMs: 200 });
  expect(result).toMatchObject({ isTimedOut: true, isCanceled: false });
  expect(result.durationMs).toBeLessThan(5_000);
  for (const name of ['child.pid', 'orphan.pid', 'stubborn.pid']) {
    expect([name, readProcessStart(readPid(name))]).toEqual([name, undefined]);
  }
  expect(await bystander).toMatchObject({ exitCode: 0, stdout: 'through\n' });
});

test('a cancel ends the command, and one before the start starts nothing', async () => {
  const control = new AbortController();
  const running = sh('sleep 300 & echo $! > cancel.pid; wait', { signal: control.signal });
  await untilExists('cancel.pid');
  await delay(20);
  control.abort();
  expect(await running).toMatchObject({ isCanceled: true, isTimedOut: false });
  expect(readProcessStart(readPid('cancel.pid'))).toBeUndefined();
  expect(await sh('touch never', { signal: control.signal })).toMatchObject({ isCanceled: true });
  expect(existsSync(join(cwd, 'never'))).toBe(false);
});

test('what a command leaves running neither holds the answer nor writes into the next one', async () => {
  const kept = await sh('(sleep 0.4; echo late) & echo said');
  expect(kept).toMatchObject({ exitCode: 0, stdout: 'said\n' });
  expect(await sh('sleep 0.8; echo next')).toMatchObject({ exitCode: 0, stdout: 'next\n' });
});

test('a shell that is ended takes its command with it, and the next command has another', async () => {
  const running = sh('echo $PPID > shell.pid; echo $$ > lost.pid; sleep 300');
  await untilExists('lost.pid');
  await delay(20);
  process.kill(readPid('shell.pid'), 'SIGKILL');
  expect(await running).toMatchObject({ signal: 'SIGKILL', isTimedOut: false });
  expect(readProcessStart(readPid('lost.pid'))).toBeUndefined();
  expect(await sh('echo again')).toMatchObject({ stdout: 'again\n' });
});

/** A process that starts commands by a launcher as `body` says, and is killed when it has printed a line. */
async function runKilled(name: string, body: string): Promise<string> {
  const outfile = join(cwd, `${name}.mjs`);
  const sources = ['make-launcher.ts', 'process-table.ts'].map((file) =>
    JSON.stringify(join(import.meta.dirname, '../src', file)),
  );
  await build({
    stdin: {
      contents: `
        import { existsSync } from 'node:fs';
        import { setTimeout as delay } from 'node:timers/promises';
        import { makeLauncher } from ${sources[0]};
        import { readProcessTable } from ${sources[1]};
        const [cwd, folder] = process.argv.slice(2);
        const env = { PATH: '/usr/bin:/bin' };
        const launcher = makeLauncher({ folder, env });
        const sh = (script) => launcher.run({ command: 'sh', args: ['-c', script], cwd, env });
        ${body}`,
      loader: 'ts',
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
  });
  const child = spawn(process.execPath, [outfile, cwd, join(cwd, name)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return String(said).trim();
}

async function untilGone(folder: string): Promise<void> {
  for (let turn = 0; turn < 200 && readdirSync(folder).length > 0; turn += 1) await delay(20);
  expect(readdirSync(folder)).toEqual([]);
}

test('a command outlives its killed coordinator, and the shell ends after it and leaves nothing', async () => {
  const pid = await runKilled(
    'outlived',
    `void sh('echo $PPID > outlived.shell; sleep 0.5; echo to the end; echo done > outlived.done');
     while (!existsSync(cwd + '/outlived.shell')) await delay(20);
     await delay(50);
     console.log('at work');
     await delay(10_000);`,
  );
  expect(pid).toBe('at work');
  await untilExists('outlived.done');
  await untilGone(join(cwd, 'outlived'));
  const shell = readPid('outlived.shell');
  for (let turn = 0; turn < 100 && readProcessStart(shell) !== undefined; turn += 1) await delay(20);
  expect(readProcessStart(shell)).toBeUndefined();
});

test('an order that its shell had not read when the coordinator was killed is not carried out', async () => {
  const shell = await runKilled(
    'unread',
    `await sh('true');
     const { pid } = readProcessTable().find((row) => row.parent === process.pid);
     process.kill(pid, 'SIGSTOP');
     void sh('touch unread.done');
     await delay(50);
     console.log(pid);
     await delay(10_000);`,
  );
  process.kill(Number(shell), 'SIGCONT');
  await untilGone(join(cwd, 'unread'));
  expect(existsSync(join(cwd, 'unread.done'))).toBe(false);
});

test('what a shell left that was killed with its coordinator is removed by the next one', async () => {
  const shells = join(cwd, 'killed');
  const shell = await runKilled(
    'killed',
    `await sh('true');
     const { pid } = readProcessTable().find((row) => row.parent === process.pid);
     process.kill(pid, 'SIGKILL');
     console.log(pid);
     await delay(10_000);`,
  );
  for (let turn = 0; turn < 100 && readProcessStart(Number(shell)) !== undefined; turn += 1) await delay(20);
  expect(readdirSync(shells)).toHaveLength(1);
  const next = makeLauncher({ folder: shells, env });
  expect(readdirSync(shells)).toEqual([]);
  await next.close();
});

test('without a shell this process starts the commands itself', async () => {
  const bare = makeLauncher({ folder, env, shell: join(cwd, 'no-shell') });
  expect(await bare.run({ command: 'echo', args: ['so'], cwd, env })).toMatchObject({ stdout: 'so\n' });
  await bare.close();
});
