import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { removePostgres } from '@musterhq/postgres';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const brand = join(repository, 'drill/brand.yaml');
const program = join(repository, 'hub/cli/bin/hub.js');
/** Ten minutes of the sandbox pass in a second: a day in two and a half minutes, an access token of X in twelve seconds. */
const rate = '600';
const patienceMs = 120_000;

let temporary: TemporaryFolder;
let elsewhere: TemporaryFolder;
let folder = '';
let copy = '';
const running: ChildProcess[] = [];

type Ended = { status: number | null; stdout: string; stderr: string };

function hub(args: string[], cwd = folder): Ended {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd, timeout: patienceMs });
}

/** What the commands of this file print as JSON, as far as it is looked at. */
type Printed = {
  link: string;
  counts: Record<string, number>;
  publications: Publication[];
  attempts: { call: string; visible: boolean }[];
  keys: { id: number; name: string }[];
};
type Publication = { id: string; item: string; state: string };

/** What a command printed; its exit code has to be 0. How far it is goes to the other stream. */
function told(...args: string[]): Printed {
  const { status, stdout, stderr } = hub([...args, '--json']);
  expect(status, `hub ${args.join(' ')}: ${stderr}`).toBe(0);
  return JSON.parse(stdout);
}

/** Starts a command that goes on, and answers once it has printed what it started. */
async function start(...args: string[]): Promise<{ child: ChildProcess; started: unknown }> {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let printed = '';
  let complained = '';
  child.stderr!.on('data', (chunk) => (complained += chunk));
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`hub ${args.join(' ')} ended with exit code ${code}: ${complained}`);
  });
  const ready = new Promise<unknown>((resolve) =>
    child.stdout!.on('data', (chunk) => {
      printed += chunk;
      if (/^\}\n/m.test(printed)) resolve(JSON.parse(printed));
    }),
  );
  return { child, started: await Promise.race([ready, gone]) };
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  return (await exit)[0];
}

beforeAll(() => {
  temporary = makeTemporaryFolder('hub-whole');
  folder = temporary.path;
  elsewhere = makeTemporaryFolder('hub-copy');
  copy = elsewhere.path;
});

afterAll(async () => {
  for (const child of running.toReversed()) await end(child);
  for (const one of [temporary, elsewhere]) {
    await removePostgres({ stateDir: join(one.path, '.hub') });
    one.remove();
  }
});

describe('a hub, from nothing to posts in the sandbox', { timeout: 4 * patienceMs }, () => {
  test('posts a week that was planned, loaded and approved, and stops when it is told to', async () => {
    const week = join(folder, 'week.json');
    expect(
      hub(['calendar', 'generate', '--brand', brand, '--days', '7', '--seed', '7', '--out', week]).status,
    ).toBe(0);
    expect(told('init', '--email', 'owner@example.com').link).toMatch(/#password=/);
    await start('sandbox', '--port', '0', '--rate', rate, '--start', '2026-03-16T05:00:00Z');
    const { started, child } = await start('serve', '--sandbox', '--port', '0');
    expect(started).toMatchObject({ fedBy: 'SANDBOX', publishes: true });
    told('publish', 'stop', '--why', 'nothing is to go out yet');
    expect(told('accounts', 'connect', '--sandbox', '--brand', brand)).toBeDefined();
    const { items } = JSON.parse(readFileSync(week, 'utf8'));
    expect(told('calendar', 'load', week, '--brand', brand)).toMatchObject({ new: items.length });
    expect(told('calendar', 'load', week, '--brand', brand)).toMatchObject({
      new: 0,
      changed: 0,
      same: items.length,
    });
    expect(told('calendar', 'approve', '--all')).toBeDefined();
    expect(told('publish', 'status')).toMatchObject({
      counts: { open: items.length },
      stopped: { because: 'nothing is to go out yet' },
    });
    told('publish', 'resume');
    const published = await untilPublished(3);
    for (const { id } of published)
      expect(
        told('publish', 'status', id).attempts.filter(({ visible }) => visible),
        id,
      ).toHaveLength(1);
    expect(new Set(published.map(({ item }) => item)).size).toBe(published.length);
    // The address of this hub is not public, which is bad news for platforms and none for a sandbox.
    expect([0, 3]).toContain(hub(['doctor', '--json']).status);
    expect(told('backup', join(folder, 'hub.backup'))).toBeDefined();
    expect(await end(child)).toBe(0);
  });

  test('what is not a whole backup is refused, and nothing of it is restored', () => {
    const packed = readFileSync(join(folder, 'hub.backup'));
    const half = join(folder, 'half.backup');
    const text = join(folder, 'text.backup');
    writeFileSync(half, packed.subarray(0, packed.length / 2));
    writeFileSync(text, 'not packed');
    for (const [file, word] of [
      [half, 'not a whole backup'],
      [text, 'not a whole backup'],
      [join(folder, 'none.backup'), 'expected a backup at'],
    ] as const) {
      const { status, stderr } = hub(['restore', file], copy);
      expect([status, stderr]).toEqual([2, expect.stringContaining(word)]);
    }
  });

  test('a restored copy publishes nothing until somebody says that the other one is gone', () => {
    const restored = hub(['restore', join(folder, 'hub.backup')], copy);
    expect(restored.status, restored.stderr).toBe(0);
    expect(restored.stdout).toContain('The key here does not open');
    expect(hub(['doctor'], copy).stdout).toMatch(/^bad +key .*give the key that sealed them/m);
    copyFileSync(join(folder, '.hub', 'key'), join(copy, '.hub', 'key'));
    expect(hub(['doctor'], copy).stdout).toMatch(/^good +key /m);
    const real = hub(['serve', '--port', '0'], copy);
    expect([real.status, real.stderr]).toEqual([3, expect.stringContaining('posts in a sandbox')]);
    copyFileSync(join(folder, '.hub', 'sandbox.json'), join(copy, '.hub', 'sandbox.json'));
    const refused = hub(['serve', '--sandbox', '--port', '0'], copy);
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('hub fence take')]);
    expect(hub(['fence', 'take', '--why', 'the other machine is broken'], copy).status).toBe(0);
  });

  test('people and keys are added, listed and ended', () => {
    expect(told('users', 'invite', 'writer@example.com', '--role', 'editor').link).toMatch(/#/);
    expect(JSON.stringify(told('users', 'list'))).toContain('writer@example.com');
    told('keys', 'add', 'planner', '--may', 'read,edit', '--posts', '5', '--dollars', '1');
    const [key] = told('keys', 'list').keys;
    expect(key!.name).toBe('planner');
    told('keys', 'revoke', String(key!.id));
    told('rotate-key');
  });
});

async function untilPublished(count: number): Promise<Publication[]> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const { publications } = told('publish', 'status');
    const published = publications.filter(({ state }) => state === 'published');
    if (published.length >= count) return published;
    expect(Date.now(), JSON.stringify(publications)).toBeLessThan(giveUpAt);
    await sleep(1_000);
  }
}
