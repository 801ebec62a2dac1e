import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removePostgres } from '@musterhq/postgres';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const brand = join(repository, 'drill/brand.yaml');
const program = join(repository, 'hub/cli/bin/hub.js');
const patienceMs = 120_000;

let temporary: TemporaryFolder;
const running: ChildProcess[] = [];

function hub(...args: string[]) {
  const cwd = temporary.path;
  return spawnSync(process.execPath, [program, ...args, '--json'], {
    encoding: 'utf8',
    cwd,
    timeout: patienceMs,
  });
}

function told(...args: string[]) {
  const { status, stdout, stderr } = hub(...args);
  expect(status, `hub ${args.join(' ')}: ${stderr}`).toBe(0);
  return JSON.parse(stdout);
}

/** Starts a command that goes on, and answers once it has printed what it started. */
async function start(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    cwd: temporary.path,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  for await (const chunk of child.stdout!) if (/^\}\n/m.test(String(chunk))) return;
  throw new Error(`hub ${args.join(' ')} ended before it had started`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

beforeAll(() => {
  temporary = makeTemporaryFolder('hub-play');
});
afterAll(async () => {
  for (const child of running.toReversed()) await end(child);
  await removePostgres({ stateDir: join(temporary.path, '.hub') });
  temporary.remove();
});

describe('a sandbox whose clock stands', { timeout: 3 * patienceMs }, () => {
  test('a day is played: each post goes out at its very minute, is read back, and what is later waits', async () => {
    told('init', '--email', 'owner@example.com');
    expect(readFileSync(join(temporary.path, '.hub', '.gitignore'), 'utf8')).toBe('*\n');
    await start('sandbox', '--port', '0', '--rate', '0', '--start', '2026-03-15T23:00:00Z');
    expect(hub('serve', '--port', '0').stderr).toContain('add --sandbox');
    await start('serve', '--sandbox', '--port', '0');
    told('accounts', 'connect', '--sandbox', '--brand', brand);
    const month = join(temporary.path, 'month.json');
    told('calendar', 'generate', '--brand', brand, '--days', '30', '--seed', '7', '--out', month);
    expect(told('calendar', 'load', month, '--brand', brand, '--days', '2').new).toBe(6);
    told('calendar', 'approve', '--all');
    const { now, played, matched, posts } = told('sandbox', 'play', '--until', '2026-03-16T23:00:00Z');
    expect([now, played, matched]).toEqual(['2026-03-16T23:00:00.000Z', 3, 3]);
    expect(posts.map(({ platform }: { platform: string }) => platform).sort()).toEqual([
      'facebook',
      'instagram',
      'x',
    ]);
    const { counts, publications } = told('publish', 'status');
    expect(counts).toEqual({ published: 3, open: 3 });
    for (const { state, dueAt, publishedAt } of publications)
      expect(publishedAt).toBe(state === 'published' ? dueAt : null);
  });

  test('a sandbox that was killed leaves nobody waiting, and one in its place gives the accounts new keys', async () => {
    const sandbox = running.shift()!;
    const killed = once(sandbox, 'exit');
    sandbox.kill('SIGKILL');
    await killed;
    const { status, stderr } = hub('sandbox', 'play', '--until', '2026-03-17T23:00:00Z');
    expect([status, stderr]).toEqual([3, expect.stringContaining('No sandbox answers')]);
    const doctor = hub('doctor');
    expect([doctor.status, doctor.stdout]).toEqual([3, expect.stringContaining('no sandbox answers')]);
    const fed = running.pop()!;
    const left = once(fed, 'exit');
    await start('sandbox', '--port', '0', '--rate', '0', '--start', '2026-03-16T23:00:00Z');
    // It would go on asking at addresses where nobody is, and hand every post to a person.
    expect((await left)[0]).toBe(3);
    await start('serve', '--sandbox', '--port', '0');
    expect(told('accounts', 'connect', '--sandbox', '--brand', brand).connected).toHaveLength(3);
    expect(told('accounts', 'connect', '--sandbox', '--brand', brand).connected).toEqual([]);
    const { played, matched } = told('sandbox', 'play', '--until', '2026-03-17T23:00:00Z');
    expect([played, matched]).toEqual([3, 3]);
  });

  test('a hub is removed when it does not run, and when that is really meant', async () => {
    expect(hub('remove', '--for-good').stderr).toContain("'hub serve' runs here");
    await end(running.pop()!);
    expect(hub('remove', '--for-good').stderr).toContain("'hub sandbox' runs here");
    for (const child of running.splice(0)) await end(child);
    expect(hub('remove').status).toBe(2);
    told('remove', '--for-good');
    expect(existsSync(join(temporary.path, '.hub'))).toBe(false);
    expect(hub('remove', '--for-good').status).toBe(3);
  });
});
