import { type Calendar, parseTemplates } from '@musterhub/rules';
import { storeMetrics } from '@musterhub/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCampaignViews } from '../src/read-campaign-views.ts';
import { keepCalendar } from '../src/routes/calendar-routes.ts';
import type { CampaignList } from '../src/routes/campaign-routes.ts';
import type { TemplateList } from '../src/routes/template-routes.ts';
import type { CheckedItem } from '../src/views.ts';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let calendar: Calendar;
const goal = { metric: 'engagements', atLeast: 500 } as const;
const opening = { id: 'opening', name: 'Opening', from: '2026-12-01', to: '2026-12-31', goal };
beforeAll(async () => {
  it = await makeHub();
  const plan = it.plan();
  const items = plan.items.map((item) => ({ ...item, campaign: opening.id }));
  calendar = { ...plan, campaigns: [{ ...opening, goal }], items };
  await connectChannels(it);
  await keepCalendar(it.hub, it.brand, calendar);
});
afterAll(() => it.remove());

const ofBrand = () => `/api/brands/${it.brand.brand}/campaigns`;
const change = (parts: object) => it.post(`${ofBrand()}/opening`, { ...opening, ...parts }, 'editor');
const read = async (): Promise<CampaignList['campaigns']> =>
  ((await (await it.ask(ofBrand())).json()) as CampaignList).campaigns;

/** Approves an item, says that it is out, and what its platform told of it. */
async function playOut(id: string, readings: Record<string, Record<string, number>>): Promise<void> {
  const { publishes, variants } = (await (await it.ask(`/api/items/${id}`)).json()) as CheckedItem;
  const { contentHash } = variants.find(({ variant }) => variant === publishes)!;
  const approved = await it.post(`/api/items/${id}/approve`, { contentHash }, 'approver');
  const { publication } = (await approved.json()) as CheckedItem;
  await it.store.pool.query(
    "update hub.publications set state = 'published', remote_id = id, published_at = now() where id = $1",
    [publication!.id],
  );
  for (const [hour, [name, figures]] of Object.entries(readings).entries()) {
    await it.store.pool.query('insert into hub.readings (publication, name, due_at) values ($1, $2, now())', [
      publication!.id,
      name,
    ]);
    const at = new Date(Date.parse('2026-12-03T00:00:00Z') + hour * 3_600_000);
    await storeMetrics(it.store, { publication: publication!.id, name }, figures, at);
  }
}

test('[A38] a campaign comes with its plan, and says what its posts cost against its budget', async () => {
  const count = calendar.items.length;
  expect(await read()).toMatchObject([
    {
      campaign: opening,
      standing: { items: count, isOver: false },
      out: 0,
      goal: { kind: 'counted', posts: 0 },
    },
  ]);
  expect((await it.post(ofBrand(), opening, 'editor')).status).toBe(409);
  expect((await change({ budgetUsd: 0.001 })).status).toBe(200);
  const [over] = await read();
  expect(over!.standing).toMatchObject({ budget: 1, isOver: true });
  const report = await it.ask(`/api/calendars/check?brand=${it.brand.brand}`);
  const { findings } = (await report.json()) as { findings: { rule: string }[] };
  expect(findings.map(({ rule }) => rule)).toContain('C37/campaign-budget');
  const { items, campaigns } = await keepCalendar(it.hub, it.brand, calendar);
  expect(items.every(({ kind }) => kind === 'same')).toBe(true);
  expect(campaigns, 'who has changed it on the page meant that').toEqual([{ id: 'opening', kind: 'kept' }]);
  expect((await read())[0]!.campaign.budgetUsd).toBe(0.001);
});

test('[A38] a goal is the sum of what was read last of each post, and says of which platforms nothing is told', async () => {
  const on = (platform: string) => calendar.items.find((item) => item.platform === platform)!.id;
  await playOut(on('x'), { '1 h': { engagements: 5, like_count: 3 }, '24 h': { engagements: 40 } });
  await playOut(on('facebook'), {
    '1 h': { post_clicks: 2, post_reactions_by_type_total: 7, post_media_view: 90 },
  });
  await playOut(on('instagram'), {});
  const [engaged] = await read();
  expect(engaged).toMatchObject({
    out: 3,
    goal: { kind: 'counted', value: 49, posts: 2, waiting: 1, silent: [] },
  });
  await change({ goal: { metric: 'reach', atLeast: 1 } });
  const [reached] = await readCampaignViews(it.hub, it.brand);
  expect(reached!.goal).toEqual({ kind: 'counted', value: 0, posts: 0, waiting: 2, silent: ['x'] });
  await change({ goal: { metric: 'orders', atLeast: 1 } });
  expect((await read())[0]!.goal).toEqual({ kind: 'not_told' });
});

test('[A36] [A38] what is out may be put under another campaign; one that is forgotten leaves its posts', async () => {
  const [{ id }] = calendar.items as [Calendar['items'][number]];
  const label = (campaign: string) => it.post(`/api/items/${id}/label`, { campaign }, 'editor');
  expect((await label('')).status).toBe(200);
  expect((await read())[0]!.standing.items).toBe(calendar.items.length - 1);
  expect((await label('opening')).status).toBe(200);
  const before = await it.countRows();
  expect((await it.post(`${ofBrand()}/opening/remove`, {}, 'viewer')).status).toBe(403);
  expect((await it.post(`${ofBrand()}/opening/remove`, {}, 'editor')).status).toBe(200);
  expect((await it.post(`${ofBrand()}/opening/remove`, {}, 'editor')).status).toBe(404);
  expect(await it.countRows()).toMatchObject({ items: before.items, campaigns: 0 });
});

test('[A38] a calendar that is brought in as JSON brings its campaigns, a dry run none', async () => {
  const campaigns = [{ ...opening, id: 'brought-in' }];
  const text = JSON.stringify({ ...calendar, campaigns });
  const bring = async (isDryRun: boolean) => {
    const order = { brand: it.brand.brand, format: 'json', text, isDryRun };
    return (await (await it.post('/api/calendars/import', order, 'editor')).json()) as object;
  };
  expect(await bring(true)).toMatchObject({ errors: [], campaigns: [] });
  expect(await read()).toEqual([]);
  expect(await bring(false)).toMatchObject({ errors: [], campaigns: [{ id: 'brought-in', kind: 'new' }] });
  expect(await bring(false)).toMatchObject({ campaigns: [{ id: 'brought-in', kind: 'same' }] });
  expect((await it.post(`${ofBrand()}/brought-in/remove`, {}, 'editor')).status).toBe(200);
});

test('[A38] a plan that the hub makes marks what falls into its campaigns', async () => {
  const pillars = [it.brand.pillars[0]!.id];
  await it.post(ofBrand(), { ...opening, from: '2027-02-03', to: '2027-02-05', pillars });
  const order = { brand: it.brand.brand, start: '2027-02-01', days: 7, seed: 1 };
  const { calendar: planned } = (await (await it.post('/api/calendars/generate', order)).json()) as {
    calendar: Calendar;
  };
  const marked = planned.items.filter(({ campaign }) => campaign !== undefined);
  expect(marked.length).toBeGreaterThan(0);
  for (const { wall, pillar } of marked) {
    expect(pillar).toBe(pillars[0]);
    expect(wall >= '2027-02-03' && wall < '2027-02-06').toBe(true);
  }
  expect(planned.campaigns).toMatchObject([{ id: 'opening' }]);
});

test('templates that are added stand beside those that ship, or in their place', async () => {
  const list = async () => ((await (await it.ask('/api/templates')).json()) as TemplateList).templates;
  const before = await list();
  const [one] = it.templates;
  const text = JSON.stringify({ templates: [one, { ...one, id: 'of-our-own' }] });
  expect(parseTemplates(text).diagnostics).toEqual([]);
  expect((await it.post('/api/templates', { text }, 'editor')).status).toBe(200);
  const after = await list();
  expect(after).toHaveLength(before.length + 1);
  expect(
    after
      .filter(({ version }) => version === 1)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual([one!.id, 'of-our-own'].toSorted());
  const wrong = await it.post('/api/templates', { text: 'templates: [{ id: half }]' }, 'editor');
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('mistakes')]);
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
