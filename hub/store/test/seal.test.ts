import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  getTokens,
  insertAccount,
  insertCredential,
  makeStore,
  resealCredentials,
  seal,
  unseal,
} from '../src/index.ts';
import { emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

const [old, young] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const at = new Date('2026-12-01T09:00:00Z');
const tokens = { accessToken: 'secret one', refreshToken: 'secret two', issuedAt: at, expiresAt: undefined };

let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(() => emptyStore(database));

test('what is sealed opens in its own place with its own key, and is never the same bytes twice', () => {
  const keys = { current: old, former: [] };
  const sealed = seal(keys, 'credentials/c1/token', 'secret');
  expect(unseal(keys, 'credentials/c1/token', sealed)).toBe('secret');
  expect(Buffer.from(sealed)).not.toEqual(Buffer.from(seal(keys, 'credentials/c1/token', 'secret')));
  expect(Buffer.from(sealed).includes('secret')).toBe(false);
});

test('it does not open in another place, changed, or with another key, and a short key is none', () => {
  const keys = { current: old, former: [] };
  const sealed = seal(keys, 'credentials/c1/token', 'secret');
  const refused = expect.objectContaining({ code: 'unsealable' });
  expect(() => unseal(keys, 'credentials/c2/token', sealed)).toThrow(refused);
  const changed = Uint8Array.from(sealed);
  changed[changed.length - 1]! ^= 1;
  expect(() => unseal(keys, 'credentials/c1/token', changed)).toThrow(refused);
  expect(() => unseal({ current: young, former: [] }, 'credentials/c1/token', sealed)).toThrow(refused);
  expect(() => seal({ current: new Uint8Array(16), former: [] }, 'p', 'secret')).toThrow(refused);
});

test('a key is replaced while the hub runs: old rows open, are sealed anew, and then need the old key no more', async () => {
  const before = makeStore(database.pool, { current: old, former: [] });
  const account = {
    id: 'a1',
    platform: 'x',
    remoteId: '7',
    name: 'A',
    spacingMs: 0,
    connectedAt: at,
  } as const;
  await insertAccount(before, account);
  await insertCredential(before, { id: 'c1', account: 'a1', rank: 1 }, tokens);
  const both = makeStore(database.pool, { current: young, former: [old] });
  expect(await getTokens(both, 'c1')).toMatchObject({ accessToken: 'secret one' });
  expect(await resealCredentials(both)).toBe(1);
  expect(await resealCredentials(both)).toBe(0);
  const after = makeStore(database.pool, { current: young, former: [] });
  expect(await getTokens(after, 'c1')).toEqual({
    accessToken: 'secret one',
    refreshToken: 'secret two',
    tokenVersion: 1,
  });
  await expect(getTokens(makeStore(database.pool), 'c1')).rejects.toMatchObject({ code: 'unsealable' });
});
