import { fileURLToPath } from 'node:url';
import { expectGolden, readSchema } from '@musterhq/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestStore, migrate, migrations, type TestStore } from './make-test-store.ts';

const golden = fileURLToPath(new URL('./golden/schema.txt', import.meta.url));
let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());

test('the migrated schema is the committed one', async () => {
  expectGolden(golden, await readSchema(database.pool, 'hub'));
});

test('migrations that are applied already are not applied again and change nothing', async () => {
  const before = await readSchema(database.pool, 'hub');
  expect(await migrate(database.url)).toEqual([]);
  expect(await readSchema(database.pool, 'hub')).toBe(before);
  const { rows } = await database.pool.query('select id from hub_migrations.migration order by position');
  expect(rows.map(({ id }) => id)).toEqual(migrations.map(({ id }) => id));
});
