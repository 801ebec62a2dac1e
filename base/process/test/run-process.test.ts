import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  isProcessAlive,
  ProcessError,
  type ProcessIdentity,
  readProcessStart,
  runProcess,
} from '../src/index.ts';

const node = process.execPath;
const env = { PATH: '/usr/bin:/bin' };
let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-process-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const sh = (script: string, options: Partial<Parameters<typeof runProcess>[0]> = {}) =>
  runProcess({ command: 'sh', args: ['-c', script], cwd, env, ...options });

function readPid(name: string): number {
  return Number(readFileSync(join(cwd, name), 'utf8'));
}

async function untilExists(name: string): Promise<void> {
  for (let turn = 0; turn < 200 && !existsSync(join(cwd, name)); turn += 1) await delay(20);
}

test('success and failure have one shape', async () => {
  const good = await sh('echo out; echo err >&2');
  expect(good).toMatchObject({ exitCode: 0, isTimedOut: false, isCanceled: false, isNotFound: false });
  expect([good.stdout, good.stderr, good.stdoutBytes, good.stderrBytes]).toEqual(['out\n', 'err\n', 4, 4]);
  expect(await sh('exit 7')).toMatchObject({ exitCode: 7 });
  const killed = await sh('kill -9 $$');
  expect(killed).toMatchObject({ signal: 'SIGKILL', isTimedOut: false });
  expect(killed).not.toHaveProperty('exitCode');
});

test('a missing command is an answer and a missing directory is a refusal', async () => {
  expect(await runProcess({ command: 'no-such-command-here', args: [], cwd, env })).toMatchObject({
    isNotFound: true,
    startError: 'ENOENT',
  });
  expect(await runProcess({ command: cwd, args: [], cwd, env })).toMatchObject({
    isNotFound: false,
    startError: 'EACCES',
  });
  const refusal = runProcess({ command: 'true', args: [], cwd: join(cwd, 'absent'), env });
  await expect(refusal).rejects.toThrow(ProcessError);
  await expect(refusal).rejects.toMatchObject({ code: 'bad_directory' });
});

test('nothing of our environment is inherited', async () => {
  const result = await runProcess({
    command: '/usr/bin/env',
    args: [],
    cwd,
    env: { ONLY: 'this' },
    marker: 'm1',
  });
  expect(result.stdout.trim().split('\n').sort()).toEqual(['MUSTER_PROCESS_TREE=m1', 'ONLY=this']);
});

test('input reaches the command, and a command that ignores it does no harm', async () => {
  expect((await sh('cat', { input: 'grüezi' })).stdout).toBe('grüezi');
  expect(await sh('exit 3', { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 3 });
});

test('the tail of a long stream is kept, whole characters only, and the stream never blocks', async () => {
  const result = await runProcess({
    command: node,
    args: ['-e', `process.stdout.write('ä'.repeat(3_000_000) + 'end')`],
    cwd,
    env,
    keepBytes: 1000,
  });
  expect(result.stdoutBytes).toBe(6_000_003);
  expect(result.stdout).toMatch(/^ä{498}end$/);
});

test('output arrives in order as text, characters split between chunks included', async () => {
  const chunks: string[] = [];
  await sh(`printf '\\303'; sleep 0.1; printf '\\244 done'`, { onOutput: (chunk) => chunks.push(chunk) });
  expect(chunks.join('')).toBe('ä done');
});

test('a time-out ends the whole tree: children, a child in its own session, an orphan of a lost parent', async () => {
  const script = `
    sleep 300 & echo $! > child.pid
    setsid sh -c 'echo $$ > session.pid; exec sleep 300' &
    (setsid sh -c 'echo $$ > orphan.pid; sleep 300; true' &)
    sh -c 'trap "" TERM; echo $$ > stubborn.pid; while :; do sleep 1; done'`;
  const result = await sh(script, { timeoutMs: 700, graceMs: 200 });
  expect(result).toMatchObject({ isTimedOut: true, isCanceled: false });
  expect(result.durationMs).toBeLessThan(5_000);
  for (const name of ['child.pid', 'session.pid', 'orphan.pid', 'stubborn.pid']) {
    expect([name, readProcessStart(readPid(name))]).toEqual([name, undefined]);
  }
});

test('a shell that is ended with its command runs no further one', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `shell-${at}`);
  const control = new AbortController();
  const running = names.map((name) =>
    sh(`sh -c 'touch ${name}.begun; sleep 300; touch ${name}.late'; touch ${name}.later`, {
      signal: control.signal,
    }),
  );
  for (const name of names) await untilExists(`${name}.begun`);
  control.abort();
  await Promise.all(running);
  const late = names.filter((name) =>
    [`${name}.late`, `${name}.later`].some((file) => existsSync(join(cwd, file))),
  );
  expect(late).toEqual([]);
});

test('a cancel ends the tree, and one before the start starts nothing', async () => {
  const control = new AbortController();
  const started: ProcessIdentity[] = [];
  const running = sh('sleep 300 & echo $! > cancel.pid; wait', {
    signal: control.signal,
    onStart: (identity) => started.push(identity),
  });
  await untilExists('cancel.pid');
  expect(started.map(isProcessAlive)).toEqual([true]);
  await delay(20);
  control.abort();
  // The whole group is told at once: the shell ends by the signal, or because what it waited for has ended.
  expect(await running).toMatchObject({ isCanceled: true, isTimedOut: false });
  expect(readProcessStart(readPid('cancel.pid'))).toBeUndefined();
  expect(started.map(isProcessAlive)).toEqual([false]);

  const never = await sh('touch never', { signal: control.signal });
  expect(never).toMatchObject({ isCanceled: true });
  expect(existsSync(join(cwd, 'never'))).toBe(false);
});

test('a background child that holds the streams does not hold the answer, and ends where that is asked', async () => {
  const kept = await sh('sleep 30 & echo $! > kept.pid; echo said');
  expect(kept).toMatchObject({ exitCode: 0, stdout: 'said\n' });
  expect(kept.durationMs).toBeLessThan(3_000);
  const pid = readPid('kept.pid');
  expect(readProcessStart(pid)).toBeDefined();
  process.kill(pid, 'SIGKILL');

  await sh('sleep 30 & echo $! > ended.pid', { leftovers: 'end' });
  expect(readProcessStart(readPid('ended.pid'))).toBeUndefined();
});
