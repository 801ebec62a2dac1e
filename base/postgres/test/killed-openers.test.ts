import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcessStart } from '@musterhq/process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPostgres } from '../src/index.ts';
import { makeFolders } from './folders.ts';
import { bundleOpener, runOpener } from './run-opener.ts';

let script: string;
let folders: ReturnType<typeof makeFolders>;

beforeAll(async () => {
  // Beside the sources, so that the programs' package is found.
  script = await bundleOpener(join(import.meta.dirname, '../dist'));
});
afterAll(() => rmSync(script));
beforeEach(() => {
  folders = makeFolders();
});
afterEach(() => folders.remove());

async function expectWholeServer(): Promise<void> {
  const server = await openPostgres(folders);
  const names = readdirSync(join(server.dataDir as string, '..'));
  expect(names.filter((name) => name.startsWith('draft-'))).toEqual([]);
  await server.close();
  expect(readProcessStart(server.pid as number)).toBeUndefined();
}

test('three openers at once end with one server, which the last one stops', async () => {
  const openers = [1, 2, 3].map(() => runOpener(script, folders));
  const opened = await Promise.all(openers.map((opener) => opener.opened));
  const pids = new Set(opened.map((one) => one?.pid));
  expect(pids.size).toBe(1);
  const [pid] = [...pids];
  for (const opener of openers) {
    expect(readProcessStart(pid as number)).toBeDefined();
    expect((await opener.finish()).exit).toBe(0);
  }
  expect(readProcessStart(pid as number)).toBeUndefined();
});

test('an opener that opens while the last one leaves gets a server', async () => {
  const options = { ...folders };
  for (const pauseMs of [0, 5, 15]) {
    const leaving = await openPostgres(options);
    const closed = leaving.close();
    await delay(pauseMs);
    const server = await openPostgres(options);
    await closed;
    expect(readProcessStart(server.pid as number)).toBeDefined();
    await server.close();
  }
});

test('an opener killed while initdb runs', async () => {
  const opener = runOpener(script, folders);
  await delay(450);
  opener.child.kill('SIGKILL');
  expect((await opener.finish()).exit).toBe('SIGKILL');
  await expectWholeServer();
});

test.each([
  ['between initdb and start', 'made a database cluster'],
  ['right after the start', 'started Postgres'],
])('an opener killed %s', async (_, dieAt) => {
  const opener = runOpener(script, { ...folders, dieAt });
  expect((await opener.finish()).exit).toBe('SIGKILL');
  await expectWholeServer();
});

test('an opener killed while it holds the server leaves it to the next', async () => {
  const opener = runOpener(script, folders);
  const opened = await opener.opened;
  opener.child.kill('SIGKILL');
  await opener.finish();
  const server = await openPostgres(folders);
  expect(server.pid).toBe(opened?.pid);
  await server.close();
  expect(readProcessStart(server.pid as number)).toBeUndefined();
});
