import { calendarCsv, parseCsvRows } from '@musterhub/rules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckedItem } from '../src/views.ts';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let ids: string[];
beforeAll(async () => {
  it = await makeHub();
  await connectChannels(it);
  const { value } = parseCsvRows(calendarCsv(it.plan())).rows.find(({ value }) =>
    it.brand.channels.some(({ id, platform }) => id === value.channel && platform === 'x'),
  )!;
  const text = JSON.stringify([value, { ...value, key: 'its-twin', date: '2026-12-04' }]);
  const rows = { brand: it.brand.brand, format: 'json', text };
  const imported = await it.post('/api/calendars/import', rows, 'editor');
  expect(imported.status, await imported.text()).toBe(200);
  const { items } = (await (await it.ask('/api/approvals')).json()) as { items: CheckedItem[] };
  ids = items.map(({ id }) => id);
});
afterAll(async () => {
  await it.remove();
});

const item = async (id: string) => (await (await it.ask(`/api/items/${id}`)).json()) as CheckedItem;
const approve = async (id: string) => {
  const { variants, publishes } = await item(id);
  const { contentHash } = variants.find(({ variant }) => variant === publishes)!;
  return it.post(`/api/items/${id}/approve`, { contentHash }, 'approver');
};

test('[A16] what says the same as another post on its platform within a week is not approved', async () => {
  const [one, other] = [ids[0]!, ids[1]!];
  expect((await approve(one)).status).toBe(200);
  expect((await approve(one)).status).toBe(200);
  const refused = await approve(other);
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain(`${one} says the same on x`);
  const { publishes } = await item(other);
  const edit = { variant: publishes, text: 'Glaze dries fast in the sun.' };
  expect((await it.post(`/api/items/${other}/edit`, edit, 'editor')).status).toBe(200);
  expect((await approve(other)).status).toBe(200);
});
