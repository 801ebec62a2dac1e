import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  endProcessTree,
  isProcessAlive,
  readOwnIdentity,
  readProcessStart,
  startDetached,
} from '../src/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-identity-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = { PATH: '/usr/bin:/bin' };

test('a process is known by pid and start', () => {
  const own = readOwnIdentity();
  expect(isProcessAlive(own)).toBe(true);
  expect(isProcessAlive({ ...own, startedAt: 'before' })).toBe(false);
  expect(readProcessStart(2 ** 22 + 1)).toBeUndefined();
});

test('a zombie has ended', async () => {
  // The shell becomes a program that never waits for its child.
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 20'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  await delay(300);
  expect(readProcessStart(Number(line.toString()))).toBeUndefined();
  parent.kill('SIGKILL');
});

test('a reused pid is left alone', async () => {
  const child = spawn('sleep', ['20'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid as number;
  expect(await endProcessTree(pid, { graceMs: 100, startedAt: 'of another process' })).toEqual([]);
  const startedAt = readProcessStart(pid);
  expect(startedAt).toBeDefined();
  expect(await endProcessTree(pid, { graceMs: 1000, startedAt: startedAt as string })).toEqual([]);
  expect(readProcessStart(pid)).toBeUndefined();
});

test('a detached program outlives the SIGKILL of the process that started it', async () => {
  const door = pathToFileURL(join(import.meta.dirname, '../src/index.ts')).pathname;
  const script = join(folder, 'starter.mjs');
  await build({
    stdin: {
      contents: `
        import { startDetached } from ${JSON.stringify(door)};
        const identity = await startDetached({ command: 'sh', args: ['-c', 'echo begun; exec sleep 60'],
          cwd: ${JSON.stringify(folder)}, env: ${JSON.stringify(environment)}, logFile: ${JSON.stringify(join(folder, 'log'))} });
        console.log(JSON.stringify(identity));
        setInterval(() => undefined, 1000);`,
      resolveDir: folder,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
  });
  const starter = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  const identity = JSON.parse(line.toString());
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  await delay(50);
  expect(isProcessAlive(identity)).toBe(true);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('begun\n');
  await endProcessTree(identity.pid, { graceMs: 1000 });
  expect(isProcessAlive(identity)).toBe(false);
});

test('a program that cannot be started is a refusal', async () => {
  const options = {
    command: 'no-such-command-here',
    args: [],
    cwd: folder,
    env: environment,
    logFile: join(folder, 'l'),
  };
  await expect(startDetached(options)).rejects.toMatchObject({
    code: 'not_started',
    facts: { systemCode: 'ENOENT' },
  });
});
