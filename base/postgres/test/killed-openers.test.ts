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

test('an opener killed while initdb runs', async () => {
  const opener = runOpener(script, folders);
  await delay(450);
  opener.child.kill('SIGKILL');
  expect((await opener.finish()).exit).toBe('SIGKILL');
  await expectWholeServer();
});

test('an opener killed between initdb and start, and one right after the start', async () => {
  for (const dieAt of ['made a database cluster', 'started Postgres']) {
    const opener = runOpener(script, { ...folders, dieAt });
    expect((await opener.finish()).exit).toBe('SIGKILL');
  }
  await expectWholeServer();
});

test('three openers at once end with one server; a killed one leaves it to the rest, and the last one stops it', async () => {
  const openers = [1, 2, 3].map(() => runOpener(script, folders));
  const opened = await Promise.all(openers.map((opener) => opener.opened));
  const pids = new Set(opened.map((one) => one?.pid));
  expect(pids.size).toBe(1);
  const [pid] = [...pids];
  const exits: (number | string)[] = [];
  openers[0]?.child.kill('SIGKILL');
  for (const opener of openers) {
    expect(readProcessStart(pid as number)).toBeDefined();
    exits.push((await opener.finish()).exit);
  }
  expect(exits).toEqual(['SIGKILL', 0, 0]);
  expect(readProcessStart(pid as number)).toBeUndefined();

  const alone = runOpener(script, folders);
  const left = await alone.opened;
  alone.child.kill('SIGKILL');
  await alone.finish();
  const next = await openPostgres(folders);
  expect(next.pid).toBe(left?.pid);

  // Whoever comes while the last one leaves gets a server, the old one or a new one.
  let leaving = next;
  for (const pauseMs of [0, 5, 15]) {
    const closed = leaving.close();
    await delay(pauseMs);
    leaving = await openPostgres(folders);
    await closed;
    expect(readProcessStart(leaving.pid as number)).toBeDefined();
  }
  await leaving.close();
  expect(readProcessStart(leaving.pid as number)).toBeUndefined();
});
