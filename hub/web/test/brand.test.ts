import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AlertView, CampaignList, CheckedItem, TemplateList, WaitingPage } from '../src/live/facts.ts';
import { findInaccessible, makeStudio, type Studio, settled } from './make-studio.ts';

vi.setConfig({ testTimeout: 240_000 });
const brandText = readFileSync(join(process.cwd(), 'drill/brand.yaml'), 'utf8');

let studio: Studio;
let editor: Page;
let approver: Page;
let waiting: CheckedItem[];
beforeAll(async () => {
  studio = await makeStudio(3);
  editor = await studio.open('editor', '/brand');
  waiting = (await studio.ask<WaitingPage>('owner', '/api/approvals?folder=waiting')).answer.items;
}, 600_000);
afterAll(() => studio?.remove(), 60_000);

const campaigns = async () =>
  (await studio.ask<CampaignList>('viewer', '/api/brands/kiln/campaigns')).answer.campaigns;
const readItem = async (id: string) => (await studio.ask<CheckedItem>('owner', `/api/items/${id}`)).answer;
/** Exit code 3 says that not all went out as it was meant: so it is. */
const playUntil = (until: string) =>
  studio.hub('sandbox', 'play', '--until', until).catch((error: Error) => {
    if (!error.message.includes('ended with 3')) throw error;
  });
const approve = async ({ id, publishes, variants }: CheckedItem) => {
  const { contentHash } = variants.find(({ variant }) => variant === publishes)!;
  expect((await studio.ask('approver', `/api/items/${id}/approve`, { contentHash })).status).toBe(200);
};

test('a campaign is set up, takes a post, and says that its budget is spent', async () => {
  await settled(editor);
  await editor.getByRole('button', { name: 'Add a campaign' }).click();
  await editor.getByLabel('Name').fill('Opening Day');
  await editor.getByLabel('First day').fill('2026-03-16');
  await editor.getByLabel('Last day').fill('2026-03-31');
  await editor.getByLabel('Goal').fill('100');
  await editor.getByLabel('Of what').selectOption('engagements');
  await editor.getByLabel('Budget in dollars').fill('0.01');
  await editor.getByRole('button', { name: 'Set it up' }).click();
  const row = editor.locator('.campaign', { hasText: 'Opening Day' });
  await row.getByText('0 posts, 0 out').waitFor();
  await row.getByText('nothing read yet of 100 engagements').waitFor();

  const item = waiting.find(({ platform }) => platform === 'x')!;
  await editor.goto(`${studio.url}/items/${item.id}`);
  await editor.getByLabel('Campaign').selectOption('kiln-opening-day');
  await expect.poll(async () => (await readItem(item.id)).plan.campaign).toBe('kiln-opening-day');
  await editor.goto(`${studio.url}/brand`);
  await row.getByText('1 post, 0 out').waitFor();
  await row.locator('.state', { hasText: /^\$0\.\d{3} of \$0\.010$/ }).waitFor();
  expect((await campaigns())[0]!.standing.isOver).toBe(true);
  await row.getByRole('button', { name: 'Change' }).click();
  await editor.getByLabel('Budget in dollars').fill('5');
  await editor.getByRole('button', { name: 'Keep' }).click();
  await row.locator('.state', { hasText: 'of $5.000' }).waitFor();
  expect((await campaigns())[0]!.standing.isOver).toBe(false);
});

test('a brand file with a mistake is refused with its place, and a whole one is taken in', async () => {
  const input = editor.locator('.panel', { hasText: 'Bring its file in' }).locator('input[type=file]');
  const file = (text: string) => ({ name: 'brand.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
  await input.setInputFiles(file(brandText.replace(/^zone:.*$/m, 'zone: Nowhere/At_all')));
  await editor.locator('.note', { hasText: 'IANA time zone' }).waitFor();
  await input.setInputFiles(file(brandText.replace('gradeAtMost: 9', 'gradeAtMost: 8')));
  await editor.locator('.note', { hasText: 'as its file says' }).waitFor();
});

test('templates are listed by what they are about, and added from a file', async () => {
  const panel = editor.locator('.panel', { hasText: 'Add from a file' });
  const file = readFileSync(join(process.cwd(), 'hub/rules/templates/offer.yaml'), 'utf8');
  const [name] = /(?<=id: )\S+/.exec(file)!;
  const buffer = Buffer.from(file.replace(`id: ${name}`, 'id: a-kiln-of-our-own'));
  await panel.locator('input[type=file]').setInputFiles({ name: 'own.yaml', mimeType: 'text/yaml', buffer });
  await editor.locator('.note', { hasText: 'a-kiln-of-our-own' }).waitFor();
  await panel.locator('summary', { hasText: 'offer' }).click();
  await panel.getByText('a-kiln-of-our-own').waitFor();
  const { templates } = (await studio.ask<TemplateList>('viewer', '/api/templates')).answer;
  expect(templates.find((one) => one.name === 'a-kiln-of-our-own')).toMatchObject({ version: 1 });
});

test('a mark for readers voids the approval once that is meant, and stands on the post', async () => {
  const item = waiting.find(({ platform }) => platform === 'instagram')!;
  await approve(item);
  await editor.goto(`${studio.url}/items/${item.id}`);
  await editor.getByLabel('Paid partnership').click();
  const dialog = editor.getByRole('dialog', { name: 'What readers are told' });
  await dialog.getByText('that approval is void').waitFor();
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await editor.locator('.note', { hasText: 'waits for a yes' }).waitFor();
  const marked = await readItem(item.id);
  expect(marked.approval).toBeNull();
  const { post } = marked.variants.find(({ variant }) => variant === marked.publishes)!;
  expect(post.disclosure).toEqual({ aiGenerated: false, paidPartnership: true });
  await expect.poll(() => editor.getByLabel('Paid partnership').isChecked()).toBe(true);
});

test('what stays as it is is told of until somebody has seen it', async () => {
  const item = waiting.find(({ platform, id }) => platform === 'instagram' && id.includes('03-17'))!;
  await approve(item);
  await playUntil('2026-03-18T05:00:00Z');
  const { publication } = await readItem(item.id);
  expect(publication).toMatchObject({ state: 'published' });
  // Instagram has no deletion.
  await studio.hub('publish', 'remove', publication!.id);
  await playUntil('2026-03-18T05:10:00Z');
  approver = await studio.open('approver', '/publishing');
  const alert = approver.locator('.panel', { hasText: 'Alerts' }).locator('li', { hasText: publication!.id });
  await alert.getByRole('button', { name: 'Seen' }).click();
  await alert.waitFor({ state: 'detached' });
  const { alerts } = (await studio.ask<{ alerts: AlertView[] }>('viewer', '/api/alerts')).answer;
  expect(alerts.filter(({ subject }) => subject === publication!.id)).toEqual([]);
});

test('what has failed is sent back, and needs nobody any more', async () => {
  const item = waiting.find(({ platform, id }) => platform === 'x' && id.includes('03-18'))!;
  await approve(item);
  const body = {
    title: 'Invalid Request',
    detail: 'no',
    type: 'https://api.twitter.com/2/problems/invalid-request',
  };
  await fetch(`${studio.inspectionUrl}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      { kind: 'answered_with', endpoint: 'x.create_post', status: 400, times: 50, body },
    ]),
  });
  await playUntil('2026-03-19T05:00:00Z');
  const { publication } = await readItem(item.id);
  expect(publication!.state).toBe('handed_off');
  await studio.hub('publish', 'settle', publication!.id, '--not-out', '--why', 'nobody has posted it');
  await approver.goto(`${studio.url}/publishing/${encodeURIComponent(publication!.id)}`);
  await approver.getByRole('button', { name: 'Send it back' }).click();
  const dialog = approver.getByRole('dialog', { name: 'Do not publish it' });
  await dialog.getByLabel('What is to change').fill('Say it in other words.');
  await dialog.getByRole('button', { name: 'Send it back' }).click();
  await approver.locator('.state', { hasText: 'taken back' }).first().waitFor();
  expect((await readItem(item.id)).publication).toMatchObject({
    state: 'canceled',
    reason: expect.stringContaining('sent back: Say it in other words.; it had failed: '),
  });
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'axe finds nothing in the brand and a post, %s at %i, and nothing is wider than the screen',
  async (colorScheme, width) => {
    const viewer = await studio.open('viewer', '/brand');
    expect(await viewer.getByRole('button', { name: 'Add a campaign' }).count()).toBe(0);
    await viewer.context().close();
    const page = await studio.open('editor', '/brand', { colorScheme, viewport: { width, height: 844 } });
    await page.getByRole('button', { name: 'Add a campaign' }).click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('name');
    await page.locator('summary').first().click();
    const look = async (where: string) => {
      expect(await findInaccessible(page), where).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(
        width,
      );
    };
    await look('the brand');
    await page.goto(`${studio.url}/items/${waiting[0]!.id}`);
    await settled(page);
    await look('a post');
  },
);
