import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcessStart } from '@musterhq/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureDatabase, makePool, openPostgres, type PostgresServer } from '../src/index.ts';
import { makeFolders } from './folders.ts';

let folders: ReturnType<typeof makeFolders>;
const lines: string[] = [];
const open = (more: { patienceMs?: number } = {}) =>
  openPostgres({
    stateDir: folders.stateDir,
    systemStateDir: folders.systemStateDir,
    log: (line) => lines.push(line),
    ...more,
  });
const notes = (name: string) => join(folders.stateDir, 'postgres', name);
const isRunning = (pid: number | undefined) => readProcessStart(pid ?? 0) !== undefined;

async function query<Row>(server: PostgresServer, text: string, database = 'postgres'): Promise<Row[]> {
  const pool = makePool(server.url(database), { applicationName: 'test', max: 1 });
  try {
    return (await pool.query(text)).rows as Row[];
  } finally {
    await pool.end();
  }
}

beforeAll(() => {
  folders = makeFolders();
});
afterAll(() => folders.remove());

test('a first opening makes a private, durable server, and closing it leaves no process', async () => {
  const server = await open();
  expect(server).toMatchObject({ mode: 'embedded' });
  const { pid } = server;
  const [settings] = await query(
    server,
    `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
            current_setting('server_encoding') as encoding, datlocprovider as provider, datlocale as locale,
            (select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = current_user) as scram
       from pg_database where datname = 'postgres'`,
  );
  expect(settings).toEqual({
    addresses: '127.0.0.1',
    sockets: '',
    fsync: 'on',
    commit: 'on',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
    scram: true,
  });
  expect(statSync(notes('password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folders.stateDir, 'postgres')).mode & 0o777).toBe(0o700);
  expect(statSync(server.dataDir as string).mode & 0o777).toBe(0o700);
  expect(await ensureDatabase(server, `it's "odd"`)).toBe(true);
  expect(await ensureDatabase(server, `it's "odd"`)).toBe(false);
  expect(await query(server, 'select current_database() as name', `it's "odd"`)).toEqual([
    { name: `it's "odd"` },
  ]);
  await query(server, 'create table kept as select 1 as number');
  await server.close();
  await server.close();
  expect(isRunning(pid)).toBe(false);
});

test('the last one out stops the server, and nobody else does', async () => {
  const first = await open();
  const second = await open();
  expect(second.pid).toBe(first.pid);
  await first.close();
  expect(isRunning(second.pid)).toBe(true);
  const pool = makePool(second.url('postgres'), { applicationName: 'a stranger', max: 1 });
  await pool.query('select 1');
  await second.close();
  expect(isRunning(second.pid)).toBe(true);
  await pool.end();
  const third = await open();
  expect(third.pid).toBe(first.pid);
  await third.close();
  expect(isRunning(third.pid)).toBe(false);
});

test('joining a running server costs one connection', async () => {
  const first = await open();
  const sessions = async () =>
    (
      await query<{ n: number }>(
        first,
        `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend'`,
      )
    )[0]?.n;
  const before = (await sessions()) as number;
  const second = await open();
  expect(await sessions()).toBe(before + 1);
  await second.close();
  await first.close();
});

test('an opener that stays starts a killed server again, on its port, with what was committed', async () => {
  const server = await open();
  const { pid, port } = server;
  await query(server, 'insert into kept values (2)');
  process.kill(pid as number, 'SIGKILL');
  for (let turn = 0; turn < 200 && (server.pid === pid || !isRunning(server.pid)); turn += 1) await delay(50);
  expect(server.port).toBe(port);
  expect(await query(server, 'select number from kept order by 1')).toEqual([{ number: 1 }, { number: 2 }]);
  await server.close();
  expect(isRunning(server.pid)).toBe(false);
});

test('a killed server that nobody held is started by the next opener', async () => {
  const left = await openPostgres({ ...folders, isLeftRunning: true });
  await left.close();
  expect(isRunning(left.pid)).toBe(true);
  process.kill(left.pid as number, 'SIGKILL');
  const server = await open();
  expect(server.pid).not.toBe(left.pid);
  expect(await query(server, 'select count(*)::int from kept')).toEqual([{ count: 2 }]);
  await server.close();
});

test('a server that hangs is ended and started anew', async () => {
  const left = await openPostgres({ ...folders, isLeftRunning: true });
  await left.close();
  process.kill(left.pid as number, 'SIGSTOP');
  const server = await open({ patienceMs: 400 });
  expect(isRunning(left.pid)).toBe(false);
  expect(await query(server, 'select count(*)::int from kept')).toEqual([{ count: 2 }]);
  await server.close();
});

test.each([
  ['of a process that is gone', () => 2 ** 22 - 3],
  ['that now is the number of another program', () => process.pid],
])('a pid file %s does not stop the start', async (_, pid) => {
  const first = await open();
  const path = join(first.dataDir as string, 'postmaster.pid');
  const text = readFileSync(path, 'utf8');
  await first.close();
  writeFileSync(path, text.replace(/^\d+/, String(pid())));
  const server = await open();
  expect(isRunning(process.pid)).toBe(true);
  await server.close();
});

test('a pid file that was cut off does not stop the start', async () => {
  const first = await open();
  await first.close();
  writeFileSync(join(first.dataDir as string, 'postmaster.pid'), '');
  const server = await open();
  await server.close();
});

test('a port that was taken meanwhile is replaced', async () => {
  const before = Number(readFileSync(notes('port'), 'utf8'));
  const occupant = createServer().listen(before, '127.0.0.1');
  const server = await open();
  expect(server.port).not.toBe(before);
  expect(Number(readFileSync(notes('port'), 'utf8'))).toBe(server.port);
  await server.close();
  occupant.close();
});

test('two state folders have two servers', async () => {
  const others = makeFolders();
  const [one, two] = await Promise.all([open(), openPostgres(others)]);
  expect(two.port).not.toBe(one.port);
  expect(two.dataDir).not.toBe(one.dataDir);
  await one.close();
  expect(await query(two, 'select 1 as one')).toEqual([{ one: 1 }]);
  await two.close();
  await others.remove();
});

test('data of another major version is refused', async () => {
  const first = await open();
  await first.close();
  const path = join(first.dataDir as string, 'PG_VERSION');
  const version = readFileSync(path, 'utf8');
  writeFileSync(path, '11\n');
  await expect(open()).rejects.toMatchObject({ code: 'wrong_version', facts: { have: '11' } });
  writeFileSync(path, version);
});

test('a lost password is a refusal that says what to do', async () => {
  const password = readFileSync(notes('password'), 'utf8');
  writeFileSync(notes('password'), 'another');
  await expect(open({ patienceMs: 1_000 })).rejects.toMatchObject({ code: 'wrong_password' });
  writeFileSync(notes('password'), password);
  const server = await open();
  await server.close();
  expect(existsSync(join(server.dataDir as string, 'postmaster.pid'))).toBe(false);
});

test('a given server that does not answer is named without its password', async () => {
  const failure = openPostgres({
    stateDir: folders.stateDir,
    databaseUrl: 'postgres://me:secret@127.0.0.1:1/x',
  });
  await expect(failure).rejects.toMatchObject({ code: 'unreachable' });
  await expect(failure).rejects.not.toThrow(/secret/);
});

test('a given server is used as it is', async () => {
  const embedded = await open();
  const given = await openPostgres({ stateDir: folders.stateDir, databaseUrl: embedded.adminUrl });
  expect(given.mode).toBe('given');
  expect(await query(given, 'select current_database() as name', 'template1')).toEqual([
    { name: 'template1' },
  ]);
  await given.close();
  expect(isRunning(embedded.pid)).toBe(true);
  await embedded.close();
});
