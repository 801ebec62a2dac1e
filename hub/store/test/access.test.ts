import { fileURLToPath } from 'node:url';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { makeTestDatabase } from '@musterhq/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answerIdempotency,
  changePerson,
  chargeKey,
  claimIdempotency,
  dumpRows,
  findApiKey,
  findSession,
  insertApiKey,
  insertFirstOwner,
  insertReset,
  insertSession,
  invitePerson,
  makeStore,
  readFence,
  readLiveMark,
  readPeople,
  refundKey,
  releaseIdempotency,
  restoreRows,
  revokeApiKey,
  type Store,
  stopEverything,
  takeFence,
  useLink,
} from '../src/index.ts';

const migrations = readMigrations(fileURLToPath(new URL('../migrations', import.meta.url)));
const at = new Date('2026-12-01T09:00:00Z');
const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000);
const password = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA';
const keys = { current: new Uint8Array(32).fill(1), former: [] };
const closers: (() => Promise<void>)[] = [];
let store: Store;

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'store-test-template', max: 1 });
  await runMigrations(pool, { schema: 'hub_migrations', migrations }).finally(() => pool.end());
}

async function makeEmptyStore(): Promise<Store> {
  const database = await makeTestDatabase({ template: 'hub-store-access', migrate });
  const pool: Pool = makePool(database.url, { applicationName: 'store-test', max: 4 });
  closers.push(async () => {
    await pool.end();
    await database.remove();
  });
  return makeStore(pool, keys);
}

beforeAll(async () => {
  store = await makeEmptyStore();
});
afterAll(async () => {
  for (const close of closers) await close();
});

describe('people', () => {
  test('there is one first owner, and a second one is refused', async () => {
    const owner = { email: ' Ada@Kiln.example', name: 'Ada', password, at };
    expect(await insertFirstOwner(store, owner)).toMatchObject({ email: 'ada@kiln.example', role: 'owner' });
    await expect(insertFirstOwner(store, { ...owner, email: 'eve@kiln.example' })).rejects.toMatchObject({
      code: 'taken',
    });
  });

  test('the only owner stays one', async () => {
    for (const change of [{ role: 'viewer' as const }, { disabledAt: at }])
      await expect(changePerson(store, 'ada@kiln.example', change)).rejects.toMatchObject({ code: 'taken' });
  });

  test('an invitation is good once, until it expires, and a second one takes the place of the first', async () => {
    const person = { email: 'Bo@kiln.example', name: 'Bo', role: 'editor' as const };
    const link = { by: 'person:ada@kiln.example', at, expiresAt: later(60) };
    await invitePerson(store, person, { ...link, secret: 'first' });
    await invitePerson(store, person, { ...link, secret: 'second' });
    expect(await useLink(store, { secret: 'first', password, at })).toBeUndefined();
    expect(await useLink(store, { secret: 'second', password, at: later(61) })).toBeUndefined();
    expect(await useLink(store, { secret: 'second', password, at })).toMatchObject({
      email: 'bo@kiln.example',
    });
    expect(await useLink(store, { secret: 'second', password, at })).toBeUndefined();
    await expect(invitePerson(store, person, { ...link, secret: 'third' })).rejects.toMatchObject({
      code: 'taken',
    });
  });

  test('another password ends every session, and so does being shut out', async () => {
    const bo = (await readPeople(store.database)).find(({ name }) => name === 'Bo')!;
    const begin = (secret: string) =>
      insertSession(store, { secret, person: bo.id, at, expiresAt: later(60) });
    await begin('s1');
    expect(await findSession(store.database, 's1', at)).toMatchObject({ role: 'editor' });
    expect(await findSession(store.database, 's1', later(61))).toBeUndefined();
    await insertReset(store, bo.email, { secret: 'reset', by: 'x', at, expiresAt: later(60) });
    await useLink(store, { secret: 'reset', password, at });
    expect(await findSession(store.database, 's1', at)).toBeUndefined();
    await begin('s2');
    await changePerson(store, bo.email, { disabledAt: at });
    expect(await findSession(store.database, 's2', at)).toBeUndefined();
    await insertReset(store, bo.email, { secret: 'again', by: 'x', at, expiresAt: later(60) });
    expect(await useLink(store, { secret: 'again', password, at })).toBeUndefined();
  });

  test('a password that is no argon2id hash is kept by no table', async () => {
    await expect(store.pool.query(`update hub.people set password = 'secret'`)).rejects.toMatchObject({
      constraint: 'people_password',
    });
  });
});

describe('the keys of programs', () => {
  const made = { by: 'person:ada@kiln.example', madeAt: at };

  test('two plans at once do not spend one budget twice; what failed is given back', async () => {
    const key = await insertApiKey(store, {
      ...made,
      name: 'planner',
      secret: 'hash',
      scopes: ['read', 'edit'],
      postsBudget: 3,
      usdThousandthsBudget: 400,
    });
    const asked = { posts: 2, usdThousandths: 215 };
    const both = await Promise.all([
      chargeKey(store, key.id, asked, at),
      chargeKey(store, key.id, asked, at),
    ]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['charged', 'over']);
    expect(both.find(({ kind }) => kind === 'over')).toMatchObject({
      budget: 'posts',
      limit: 3,
      used: 2,
      asked: 2,
    });
    expect(await chargeKey(store, key.id, { posts: 1, usdThousandths: 200 }, at)).toMatchObject({
      budget: 'usd_thousandths',
      limit: 400,
      used: 215,
      asked: 200,
    });
    const [charged] = both.filter((one) => one.kind === 'charged');
    await refundKey(store, charged!.spending);
    expect(await chargeKey(store, key.id, asked, at)).toMatchObject({ kind: 'charged' });
  });

  test('a revoked key is nobody, and its name is free again', async () => {
    const one = { ...made, name: 'reader', secret: 'a', scopes: ['read' as const] };
    const key = await insertApiKey(store, one);
    await expect(insertApiKey(store, { ...one, secret: 'b' })).rejects.toMatchObject({ code: 'taken' });
    await revokeApiKey(store, key.id, at);
    expect(await findApiKey(store.database, 'a')).toBeUndefined();
    await expect(revokeApiKey(store, key.id, at)).rejects.toMatchObject({ code: 'no_row' });
    expect(await insertApiKey(store, { ...one, secret: 'b' })).toMatchObject({ name: 'reader' });
  });
});

test('a request with an idempotency key is answered once, and another request under it is refused', async () => {
  const claim = { actor: 'key:planner', key: 'k1', request: 'POST /x 1', at };
  expect(await claimIdempotency(store, claim)).toEqual({ kind: 'first' });
  expect(await claimIdempotency(store, claim)).toEqual({ kind: 'under_way' });
  // Whoever did it was ended in the middle: what it did nobody knows, and it is not done again.
  expect(await claimIdempotency(store, { ...claim, at: later(11) })).toEqual({ kind: 'lost' });
  await answerIdempotency(store, claim, { status: 200, answer: { stored: 1 } });
  await releaseIdempotency(store, claim);
  expect(await claimIdempotency(store, claim)).toEqual({
    kind: 'answered',
    status: 200,
    answer: { stored: 1 },
  });
  expect(await claimIdempotency(store, { ...claim, request: 'POST /x 2' })).toEqual({
    kind: 'other_request',
  });
  expect(await claimIdempotency(store, { ...claim, actor: 'key:other' })).toEqual({ kind: 'first' });
  await releaseIdempotency(store, { ...claim, actor: 'key:other' });
  expect(await claimIdempotency(store, { ...claim, actor: 'key:other' })).toEqual({ kind: 'first' });
});

test('the mark of what pages show changes with a stop', async () => {
  const before = await readLiveMark(store.database);
  await stopEverything(store, { by: 'x', because: 'y', at });
  const after = await readLiveMark(store.database);
  expect({ ...after, stop: '' }).toEqual({ ...before, stop: '' });
  expect(after.stop).not.toBe(before.stop);
});

test('a dump restored elsewhere has the same rows but for browsers and links, and may not publish', async () => {
  await takeFence(store);
  const rows: { table: string; row: unknown }[] = [];
  await dumpRows(store, async (row) => void rows.push(row));
  expect(new Set(rows.map(({ table }) => table))).toEqual(
    new Set(['people', 'api_keys', 'key_spendings', 'fence']),
  );
  async function* read() {
    yield* rows;
  }
  const copy = await makeEmptyStore();
  await restoreRows(copy, read(), 'it was restored from a backup');
  const again: typeof rows = [];
  await dumpRows(copy, async (row) => void again.push(row));
  const but = (all: typeof rows) => all.filter(({ table }) => table !== 'fence');
  expect(but(again)).toEqual(but(rows));
  expect(await readFence(copy.database)).toMatchObject({
    withdrawnBecause: 'it was restored from a backup',
    stoppedBy: 'x',
  });
  await expect(takeFence(copy)).rejects.toMatchObject({ code: 'fence_withdrawn' });
  // Numbers go on after those that were restored.
  await invitePerson(
    copy,
    { email: 'cy@kiln.example', name: 'Cy', role: 'viewer' },
    { secret: 'z', by: 'x', at, expiresAt: later(1) },
  );
  await expect(restoreRows(copy, read(), 'again')).rejects.toMatchObject({ code: 'taken' });
});
