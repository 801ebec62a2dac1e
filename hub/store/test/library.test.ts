import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  addTemplate,
  changeCampaign,
  countMedia,
  endAlert,
  findBrand,
  findMedia,
  insertCampaign,
  insertMedia,
  raiseAlert,
  readCampaigns,
  readOpenAlerts,
  readTemplates,
  removeCampaign,
  setBrand,
} from '../src/index.ts';
import { emptyStore, makeTestStore, type TestStore } from './make-test-store.ts';

const at = new Date('2026-12-01T09:00:00Z');
const brand = { id: 'b1', name: 'Drill', profile: { voice: 'plain' }, rulesVersion: '1', changedAt: at };

let database: TestStore;
beforeAll(async () => {
  database = await makeTestStore();
});
afterAll(() => database.remove());
beforeEach(async () => {
  await emptyStore(database);
  await setBrand(database.store, brand);
});

test('a brand is what its file now says, and has its campaigns', async () => {
  const { store } = database;
  await setBrand(store, { ...brand, name: 'Drill two' });
  expect(await findBrand(store.database, 'b1')).toMatchObject({
    name: 'Drill two',
    profile: { voice: 'plain' },
  });
  const early = { id: 'k1', brand: 'b1', profile: { id: 'k1', from: '2026-12-01' }, changedAt: at };
  const late = { id: 'k0', brand: 'b1', profile: { id: 'k0', from: '2026-12-09' }, changedAt: at };
  for (const campaign of [late, { ...early, profile: { ...early.profile, name: 'Draft' } }])
    await insertCampaign(store, campaign);
  await expect(insertCampaign(store, early)).rejects.toMatchObject({ code: 'taken' });
  await changeCampaign(store, early);
  await expect(changeCampaign(store, { ...early, brand: 'b2' })).rejects.toMatchObject({ code: 'no_row' });
  expect(await readCampaigns(store.database, 'b1')).toEqual([early, late]);
  expect(await removeCampaign(store, late)).toBe(true);
  expect(await removeCampaign(store, late)).toBe(false);
  expect(await readCampaigns(store.database, 'b1')).toEqual([early]);
});

test('another text of a template is its next version, the same one is none', async () => {
  const { store } = database;
  const template = { name: 'tip', brand: 'b1', text: 'One', sha256: 'h1', addedAt: at };
  expect(await addTemplate(store, template)).toEqual({ version: 1 });
  expect(await addTemplate(store, template)).toEqual({ version: 1 });
  expect(await addTemplate(store, { ...template, text: 'Two', sha256: 'h2' })).toEqual({ version: 2 });
  expect(await readTemplates(store.database)).toMatchObject([{ name: 'tip', version: 2, text: 'Two' }]);
});

test('the same bytes are one medium, by whatever name they come', async () => {
  const { store } = database;
  const sha256 = 'c'.repeat(64);
  const facts = { sha256, type: 'image/jpeg', bytes: 1, width: 1, height: 1, altText: '' } as const;
  await insertMedia(store, { sha256, facts, name: 'one.jpg', addedAt: at });
  await insertMedia(store, { sha256, facts, name: 'two.jpg', addedAt: at });
  expect(await countMedia(store.database)).toBe(1);
  expect(await findMedia(store.database, sha256)).toMatchObject({ name: 'one.jpg' });
});

test('an episode is told once, and again when it comes again', async () => {
  const { store } = database;
  const alert = { kind: 'stuck', subject: 'p1', text: 'no end', at } as const;
  expect(await raiseAlert(store.database, alert)).toBe(true);
  expect(await raiseAlert(store.database, alert)).toBe(false);
  await endAlert(store.database, alert);
  expect(await readOpenAlerts(store.database)).toEqual([]);
  expect(await raiseAlert(store.database, alert)).toBe(true);
});
