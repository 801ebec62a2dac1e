import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { removePostgres } from '@musterhq/postgres';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const brand = join(repository, 'drill/brand.yaml');
const program = join(repository, 'hub/cli/bin/hub.js');
const patienceMs = 180_000;

let temporary: TemporaryFolder;
const running: ChildProcess[] = [];

type Publication = { id: string; account: string; state: string; reason: string | null };
type Found = { check: string; state: 'good' | 'warning' | 'bad'; message: string };

function hub(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args, '--json'], {
    encoding: 'utf8',
    cwd: temporary.path,
    timeout: patienceMs,
  });
}

function told(...args: string[]) {
  const { status, stdout, stderr } = hub(...args);
  expect(status, `hub ${args.join(' ')}: ${stderr}`).toBe(0);
  return JSON.parse(stdout);
}

/** Starts a command that goes on, and answers once it has printed what it started. */
async function start(...args: string[]): Promise<{ child: ChildProcess; started: { pid?: number } }> {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    cwd: temporary.path,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let printed = '';
  for await (const chunk of child.stdout!) {
    printed += chunk;
    if (/^\}\n/m.test(printed)) return { child, started: JSON.parse(printed) };
  }
  throw new Error(`hub ${args.join(' ')} ended before it had started`);
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  return (await exit)[0];
}

const publications = (): Publication[] => told('publish', 'status').publications;

async function untilState(
  of: (one: Publication) => boolean,
  states: readonly string[],
): Promise<Publication> {
  for (const giveUpAt = Date.now() + patienceMs; ; await sleep(1_000)) {
    const all = publications();
    const found = all.find((one) => of(one) && states.includes(one.state));
    if (found !== undefined) return found;
    expect(Date.now(), JSON.stringify(all)).toBeLessThan(giveUpAt);
  }
}

const examined = (): { status: number | null; found: Found[] } => {
  const { status, stdout } = hub('doctor');
  return { status, found: JSON.parse(stdout).found };
};

beforeAll(() => {
  temporary = makeTemporaryFolder('hub-look-after');
});
afterAll(async () => {
  for (const child of running.toReversed()) await end(child);
  await removePostgres({ stateDir: join(temporary.path, '.hub') });
  temporary.remove();
});

describe('looking after a hub', { timeout: 3 * patienceMs }, () => {
  test('a command in a folder without a hub says so, and makes none', () => {
    const { status, stderr } = hub('publish', 'status');
    expect([status, stderr]).toEqual([3, expect.stringContaining("'hub init --email ADDRESS' makes one")]);
    expect(hub('init', '--email', 'nobody').status).toBe(2);
    expect(existsSync(join(temporary.path, '.hub'))).toBe(false);
  });

  test('a worker that finds no hub to join says so and ends', () => {
    told('init', '--email', 'owner@example.com');
    const { status, stderr } = hub('worker', '--sandbox');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/hub (sandbox|serve)/);
  });

  test('the doctor names an account without a key, and goes on to the version of the Graph API', async () => {
    await start('sandbox', '--port', '0', '--rate', '600', '--start', '2026-03-16T05:00:00Z');
    await start('serve', '--sandbox', '--port', '0');
    for (const one of ['sandbox', 'serve']) {
      const second = hub(one, ...(one === 'serve' ? ['--sandbox'] : []), '--port', '0');
      expect([second.status, second.stderr]).toEqual([
        3,
        expect.stringMatching(/runs (in this folder|here) already/),
      ]);
    }
    told('publish', 'stop', '--why', 'not before everything is connected');
    told('accounts', 'connect', '--sandbox', '--brand', brand);
    const whole = examined();
    expect([whole.status, whole.found.filter(({ state }) => state === 'bad')]).toEqual([0, []]);
    expect(whole.found.find(({ check }) => check === 'Graph API')).toMatchObject({ state: 'good' });
    expect(whole.found.find(({ check }) => check === 'fence')).toMatchObject({ state: 'warning' });
    expect(whole.found.find(({ check }) => check === 'publishing')).toMatchObject({ state: 'good' });

    const { accounts } = told('accounts', 'list') as { accounts: { id: string; platform: string }[] };
    told('accounts', 'disconnect', accounts.find(({ platform }) => platform === 'x')!.id);
    const { status, found } = examined();
    expect(status).toBe(3);
    const bad = found.filter(({ state }) => state === 'bad');
    expect(bad).toMatchObject([{ check: 'accounts', message: expect.stringContaining('connect it again') }]);
  });

  test('a second process publishes beside the first, and ends when it is told to', async () => {
    const day = join(temporary.path, 'day.json');
    told('calendar', 'generate', '--brand', brand, '--days', '2', '--seed', '7', '--out', day);
    told('calendar', 'load', day, '--brand', brand);
    told('calendar', 'approve', '--all');
    const { child, started } = await start('worker', '--sandbox');
    expect(started.pid).toBe(child.pid);
    told('publish', 'resume');
    const out = await untilState(({ account }) => account.startsWith('facebook/'), ['published']);
    expect(publications().filter(({ id }) => id === out.id)).toHaveLength(1);
    expect(await end(child)).toBe(0);
  });

  test('what could not go out is tried anew once its account is connected; what is out is not', async () => {
    const isOnX = ({ account }: Publication) => account.startsWith('x/');
    const failed = await untilState(isOnX, ['handed_off', 'failed']);
    const out = await untilState(({ account }) => account.startsWith('facebook/'), ['published']);
    const refused = hub('publish', 'retry', out.id);
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining(out.id)]);
    expect(hub('publish', 'retry', 'none#1').status).toBe(3);

    told('accounts', 'connect', '--sandbox', '--brand', brand);
    expect(told('publish', 'retry', failed.id)).toMatchObject({ id: failed.id });
    await untilState(({ id }) => id === failed.id, ['published']);
    const { attempts } = told('publish', 'status', failed.id);
    expect(
      attempts.filter((one: { visible: boolean; state: string }) => one.visible && one.state === 'done'),
    ).toHaveLength(1);
  });

  test('asking the platform now changes nothing of what is known, and of what is not there it is refused', () => {
    const out = publications().find(({ state }) => state === 'published')!;
    expect(told('publish', 'reconcile', out.id)).toMatchObject({ id: out.id, state: 'published' });
    const { status, stderr } = hub('publish', 'reconcile', 'none#1');
    expect([status, stderr]).toEqual([3, expect.stringContaining('none#1')]);
  });

  test('a post is taken down; what is known is not settled by saying something else', async () => {
    const out = publications().find(
      ({ state, account }) => state === 'published' && account.startsWith('facebook/'),
    )!;
    expect(hub('publish', 'settle', out.id, '--why', 'looked at it').status).toBe(2);
    expect(hub('publish', 'settle', out.id, '--not-out', '--why', 'looked at it').status).toBe(3);
    told('publish', 'remove', out.id);
    await untilState(({ id }) => id === out.id, ['removed']);
  });
});
