import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePool } from '@musterhq/postgres';
import { expect, test } from 'vitest';
import {
  expectGolden,
  makeTemporaryFolder,
  makeTemporaryRepository,
  makeTestDatabase,
} from '../src/index.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const pool = makePool(url, { applicationName: 'test', max: 1 });
  try {
    return (await pool.query(text)).rows;
  } finally {
    await pool.end();
  }
}

test('databases are copies of one template, which is made once', async () => {
  let made = 0;
  const template = `testing ${Math.random()}`;
  const migrate = async (url: string) => {
    made += 1;
    await query(url, `create table fruit as select 'apple' as name`);
  };
  const [one, two] = await Promise.all([
    makeTestDatabase({ template, migrate }),
    makeTestDatabase({ template, migrate }),
  ]);
  await query(one.url, `insert into fruit values ('pear')`);
  expect(await query(one.url, 'select count(*)::int from fruit')).toEqual([{ count: 2 }]);
  expect(await query(two.url, 'select count(*)::int from fruit')).toEqual([{ count: 1 }]);
  // Without the global set-up each has a server of its own.
  expect([1, 2]).toContain(made);
  await one.remove();
  await two.remove();
});

test('a template whose migration fails is not used', async () => {
  const template = `failing ${Math.random()}`;
  const failure = makeTestDatabase({ template, migrate: () => Promise.reject(new Error('no such fruit')) });
  await expect(failure).rejects.toThrow('no such fruit');
});

test('a temporary repository knows nobody and lies outside /tmp', async () => {
  const repository = await makeTemporaryRepository({ files: { 'a/b.txt': 'hello\n' }, branch: 'trunk' });
  expect(repository.dir.startsWith('/tmp/')).toBe(false);
  expect(await repository.git('log', '--format=%an %s', 'trunk')).toBe('Test Author Begin');
  expect(await repository.git('show', 'HEAD:a/b.txt')).toBe('hello');
  expect(await repository.git('config', '--show-origin', '--list')).not.toMatch(/(etc|root|home\/[a-z])/);
  await expect(repository.git('no-such-word')).rejects.toThrow(/no-such-word/);
  repository.remove();
  expect(existsSync(repository.dir)).toBe(false);
});

test('a golden file is compared byte for byte, and a missing one fails', () => {
  const folder = makeTemporaryFolder('golden');
  const path = join(folder.path, 'case.txt');
  expect(() => expectGolden(path, 'x')).toThrow(/vitest -u/);
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, 'one\r\n');
  expectGolden(path, 'one\r\n');
  expect(() => expectGolden(path, 'one\n')).toThrow();
  expect(readFileSync(path, 'utf8')).toBe('one\r\n');
  folder.remove();
});
