import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  cloneDatabase,
  inTransaction,
  type Migration,
  makePool,
  openPostgres,
  type PostgresServer,
  removeDatabase,
  runMigrations,
} from '../src/index.ts';
import { makeFolders } from './folders.ts';

const folders = makeFolders();
let server: PostgresServer;
let pool: pg.Pool;
beforeAll(async () => {
  server = await openPostgres(folders);
  pool = makePool(server.url('postgres'), { applicationName: 'test', max: 4 });
});
afterAll(async () => {
  await pool.end();
  await server.close();
  await folders.remove();
});

const first: Migration = {
  id: '0001-fruit',
  sql: 'create table fruit (name text primary key);\ninsert into fruit values (1)',
};
const second: Migration = { id: '0002-weight', sql: 'alter table fruit add weight integer' };
const rows = async (text: string) => (await pool.query(text)).rows;

beforeEach(() => pool.query('drop schema if exists garden cascade'));
const migrate = (...migrations: Migration[]) => runMigrations(pool, { schema: 'garden', migrations });

test('migrations run once, in order, each noted with its hash', async () => {
  expect(await migrate(first)).toEqual(['0001-fruit']);
  expect(await migrate(first, second)).toEqual(['0002-weight']);
  expect(await migrate(first, second)).toEqual([]);
  expect(await rows('select name, weight from garden.fruit')).toEqual([{ name: '1', weight: null }]);
  expect(await rows('select position, id, length(sha256) as hash from garden.migration order by 1')).toEqual([
    { position: 1, id: '0001-fruit', hash: 64 },
    { position: 2, id: '0002-weight', hash: 64 },
  ]);
});

test('other line endings are the same migration, and another text is not', async () => {
  await migrate(first);
  expect(await migrate({ ...first, sql: first.sql.replace('\n', '\r\n') })).toEqual([]);
  await expect(migrate({ ...first, sql: `${first.sql} ` }, second)).rejects.toMatchObject({
    code: 'migration_changed',
  });
  expect(await rows('select id from garden.migration')).toHaveLength(1);
});

test('a newer database and a shuffled list are refused', async () => {
  await migrate(first, second);
  await expect(migrate(first)).rejects.toMatchObject({
    code: 'migration_unknown',
    facts: { id: '0002-weight' },
  });
  await expect(migrate(second, first)).rejects.toMatchObject({ code: 'migration_out_of_order' });
});

test('a migration that fails leaves nothing of itself, and keeps those before it', async () => {
  const failing = { id: '0002-broken', sql: 'create table half (id integer); select 1 / 0' };
  const failure = migrate(first, failing);
  await expect(failure).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringMatching(/division by zero/),
  });
  expect(await rows(`select to_regclass('garden.half') as half`)).toEqual([{ half: null }]);
  expect(await migrate(first, second)).toEqual(['0002-weight']);
});

test('two starters at once apply each migration once', async () => {
  const applied = await Promise.all([migrate(first, second), migrate(first, second), migrate(first, second)]);
  expect(applied.flat().sort()).toEqual(['0001-fruit', '0002-weight']);
});

test('a transaction commits what returns and undoes what throws', async () => {
  await migrate(first);
  await inTransaction(pool, (client) => client.query(`insert into garden.fruit values ('kept')`));
  const failure = inTransaction(pool, async (client) => {
    await client.query(`insert into garden.fruit values ('undone')`);
    throw new Error('changed my mind');
  });
  await expect(failure).rejects.toThrow('changed my mind');
  expect(await rows(`select name from garden.fruit where name <> '1'`)).toEqual([{ name: 'kept' }]);
});

test('a serialisation failure is repeated where that is asked, and only so often', async () => {
  await migrate(first, second);
  await pool.query('update garden.fruit set weight = 0');
  const addOne = (repeats: number) =>
    inTransaction(
      pool,
      async (client) => {
        await client.query('set transaction isolation level serializable');
        const { rows: found } = await client.query('select weight from garden.fruit');
        await client.query('select pg_sleep(0.02)');
        await client.query('update garden.fruit set weight = $1', [found[0].weight + 1]);
      },
      { repeats },
    );
  await Promise.all([addOne(20), addOne(20), addOne(20)]);
  expect(await rows('select weight from garden.fruit')).toEqual([{ weight: 3 }]);
  const results = await Promise.allSettled([addOne(0), addOne(0)]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a connection lost inside a transaction fails that transaction alone', async () => {
  const failure = inTransaction(pool, async (client) => {
    const { rows: own } = await client.query('select pg_backend_pid() as pid');
    await pool.query('select pg_terminate_backend($1)', [own[0].pid]);
    await client.query('select 1');
  });
  await expect(failure).rejects.toThrow();
  expect(await rows('select 1 as one')).toEqual([{ one: 1 }]);
});

test('an idle connection that is lost is told to the log', async () => {
  const lines: string[] = [];
  const idle = makePool(server.url('postgres'), {
    applicationName: 'idle',
    max: 1,
    log: (line) => lines.push(line),
  });
  await idle.query('select 1');
  await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'idle'`);
  for (let turn = 0; turn < 100 && lines.length === 0; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(lines).toEqual([expect.stringMatching(/^idle: an idle database connection was lost/)]);
  expect((await idle.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
  await idle.end();
});

test('clones of a template are independent, made at once from one migration', async () => {
  let made = 0;
  const template = {
    template: 'orchard',
    migrate: async (url: string) => {
      made += 1;
      const own = makePool(url, { applicationName: 'migrate', max: 1 });
      await runMigrations(own, { schema: 'garden', migrations: [first] });
      await own.end();
    },
  };
  const names = await Promise.all([cloneDatabase(server, template), cloneDatabase(server, template)]);
  expect([new Set(names).size, made]).toEqual([2, 1]);
  for (const name of names) await removeDatabase(server, name);
  expect(await rows(`select 1 from pg_database where datname like 'clone%'`)).toEqual([]);
});
