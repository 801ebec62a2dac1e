import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFileLockHeld, readOwnIdentity, runProcess, takeFileLock } from '../src/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('one holder at a time, in one process too', async () => {
  const path = join(folder, 'alone');
  expect(await isFileLockHeld(path)).toBe(false);
  const log: string[] = [];
  const turn = async (name: string) => {
    const lock = await takeFileLock(path, { timeoutMs: 10_000 });
    log.push(`${name} in`);
    await delay(15);
    log.push(`${name} out`);
    await lock.release();
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(turn));
  for (let i = 0; i < log.length; i += 2) expect(log[i]?.[0]).toBe(log[i + 1]?.[0]);
  expect(await isFileLockHeld(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith('alone'))).toEqual(['alone.4']);
});

test('a living holder is waited for, and named when the wait is over', async () => {
  const path = join(folder, 'held');
  const lock = await takeFileLock(path, { timeoutMs: 100 });
  await expect(takeFileLock(path, { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'lock_timeout',
    facts: { holder: readOwnIdentity() },
  });
  await lock.release();
});

test('the lock of a dead process is taken over', async () => {
  const path = join(folder, 'dead');
  writeFileSync(`${path}.41`, JSON.stringify({ ...readOwnIdentity(), startedAt: 'in another life' }));
  const lock = await takeFileLock(path, { timeoutMs: 100 });
  expect(readdirSync(folder)).toContain('dead.42');
  await lock.release();
});

test('processes that are killed while they hold it never let two in at once', async () => {
  const script = join(folder, 'contender.mjs');
  await build({
    stdin: {
      contents: `
        import { appendFileSync } from 'node:fs';
        import { takeFileLock } from ${JSON.stringify(join(import.meta.dirname, '../src/file-lock.ts'))};
        const [path, log, fate] = process.argv.slice(2);
        for (let i = 0; i < 15; i += 1) {
          const lock = await takeFileLock(path, { timeoutMs: 20000 });
          appendFileSync(log, 'in ' + process.pid + '\\n');
          if (fate === 'dies' && i === 7) process.kill(process.pid, 'SIGKILL');
          await new Promise((resolve) => setTimeout(resolve, 1));
          appendFileSync(log, 'out ' + process.pid + '\\n');
          await lock.release();
        }`,
      resolveDir: folder,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
  });
  const log = join(folder, 'log');
  appendFileSync(log, '');
  const fates = ['dies', 'lives', 'dies', 'lives'];
  const results = await Promise.all(
    fates.map((fate) =>
      runProcess({
        command: process.execPath,
        args: [script, join(folder, 'race'), log, fate],
        cwd: folder,
        env: {},
        timeoutMs: 30_000,
      }),
    ),
  );
  expect(results.map((result) => result.exitCode ?? result.signal)).toEqual(['SIGKILL', 0, 'SIGKILL', 0]);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(2 * 30 + 2 * 15);
  // Every "in" is followed by the same process' "out", except for the two that died inside.
  const broken = lines.filter(
    (line, i) => line.startsWith('in') && lines[i + 1] !== line.replace('in', 'out'),
  );
  expect(broken).toHaveLength(2);
});
