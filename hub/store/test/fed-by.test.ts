import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decideFedBy, insertAccount, readCampaigns, restoreRows } from '../src/index.ts';
import { emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

const at = new Date('2026-12-01T09:00:00Z');
const account = {
  id: 'x/1',
  platform: 'x' as const,
  remoteId: '1',
  name: 'kiln',
  spacingMs: 0,
  connectedAt: at,
};

let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(() => emptyStore(database));

test('[J24] until there is an account whoever begins to publish decides; an account that is connected decides only where nobody has', async () => {
  const { store } = database;
  expect(await decideFedBy(store, 'platforms', 'publisher')).toBe('platforms');
  expect(await decideFedBy(store, 'sandbox', 'account')).toBe('platforms');
  expect(await decideFedBy(store, 'sandbox', 'publisher')).toBe('sandbox');
  await insertAccount(store, account);
  expect(await decideFedBy(store, 'platforms', 'publisher')).toBe('sandbox');
});

test('[J24] the first account decides where nothing has published before', async () => {
  const { store } = database;
  expect(await decideFedBy(store, 'sandbox', 'account')).toBe('sandbox');
  await insertAccount(store, account);
  expect(await decideFedBy(store, 'platforms', 'account')).toBe('sandbox');
});

test('a campaign of a backup from before migration 0004 comes back whole', async () => {
  const { store } = database;
  const profile = { id: 'opening', name: 'Opening', from: '2026-12-01', to: '2026-12-31' };
  const brand = { id: 'b1', name: 'Drill', profile: {}, rules_version: '1', changed_at: at.toISOString() };
  async function* rows() {
    yield { table: 'brands', row: brand };
    yield {
      table: 'campaigns',
      row: { id: 'opening', brand: 'b1', name: 'Opening', goal: JSON.stringify(profile), budget_cents: null },
    };
  }
  await restoreRows(store, rows(), 'it was restored');
  expect(await readCampaigns(store.database, 'b1')).toMatchObject([{ id: 'opening', profile }]);
});
