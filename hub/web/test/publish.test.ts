import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CheckedItem, PublicationView, WaitingPage } from '../src/live/facts.ts';
import { findInaccessible, makeStudio, type Role, type Studio, settled } from './make-studio.ts';

vi.setConfig({ testTimeout: 480_000 });

let studio: Studio;
const pages: Partial<Record<Role, Page>> = {};
let waiting: CheckedItem[];

beforeAll(async () => {
  studio = await makeStudio(3);
  for (const role of ['editor', 'approver'] as const) pages[role] = await studio.open(role, '/approvals');
  waiting = await readWaiting();
}, 600_000);
afterAll(() => studio?.remove(), 60_000);

const readWaiting = async (folder = 'waiting') =>
  (await studio.ask<WaitingPage>('owner', `/api/approvals?folder=${folder}`)).answer.items;
const readItem = async (id: string) => (await studio.ask<CheckedItem>('owner', `/api/items/${id}`)).answer;
const at = async (role: 'editor' | 'approver', path: string) => {
  const page = pages[role]!;
  await page.goto(studio.url + path);
  await settled(page);
  return page;
};
/** The sandbox's clock moves from one thing to do to the next; what did not go out as meant is told by its exit code. */
const play = (until: string) => studio.hub('sandbox', 'play', '--until', until).catch(() => undefined);
const hourAfter = (instant: string) => new Date(Date.parse(instant) + 3_600_000).toISOString();
const textOf = ({ variants, publishes }: CheckedItem) =>
  variants.find(({ variant }) => variant === publishes)!.post.text;

describe('a text', () => {
  test('is counted as it is typed, shows what is found at its words, and takes a fix', async () => {
    const item = waiting.find(({ platform }) => platform === 'x')!;
    const page = await at('editor', `/items/${item.id}`);
    const other = item.publishes === 'A' ? 'B' : 'A';
    const variant = page.getByRole('region', { name: `Variant ${other}` });
    await variant
      .getByRole('textbox', { name: /^Text of/ })
      .fill('Hey guys, see https://example.com/a/very/long/way/to/it');
    await variant.locator('.text-count', { hasText: /^37 of 280/ }).waitFor();
    await variant.locator('.mark-error', { hasText: 'guys' }).waitFor();
    await variant
      .locator('.findings li', { hasText: 'inclusive' })
      .getByRole('button', { name: 'Fix' })
      .click();
    await variant.locator('.mark-error', { hasText: 'guys' }).waitFor({ state: 'detached' });
    expect(await variant.getByRole('textbox', { name: /^Text of/ }).inputValue()).not.toContain('guys');
    // The browser of the test says no to the question whether to leave.
    await page.getByRole('link', { name: 'Publishing' }).click();
    expect(new URL(page.url()).pathname).toBe(`/items/${item.id}`);
    await variant.getByRole('button', { name: 'Discard' }).click();
  });
});

describe('from a draft to the account', () => {
  test('an item is moved to another day by its own fields; a move against the rules is told and may be meant', async () => {
    const item = waiting.find(({ platform }) => platform === 'x')!;
    const page = await at('editor', `/items/${item.id}`);
    await page.locator('input[type=date]').fill('2026-03-19');
    // Outside of the brand's posting windows.
    await page.locator('input[type=time]').fill('03:10');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Move it all the same' }).click();
    await page.locator('.note', { hasText: /Thu,? 19 Mar, 03:10/ }).waitFor();
    expect((await readItem(item.id)).wall).toBe('2026-03-19T03:10');
  });

  test('it is approved by keys, goes out at its hour, and both pages see it published and verified without a reload', async () => {
    const approver = await at('approver', '/approvals');
    const [first] = (await readWaiting()).toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
    const editor = await at('editor', `/items/${first!.id}`);
    await approver.locator('.record .record-head').waitFor();
    await approver.keyboard.press('a');
    await editor.locator('.state', { hasText: 'approved' }).first().waitFor();
    await editor.locator('.state', { hasText: 'scheduled' }).first().waitFor();
    await play(hourAfter(first!.dueAt));
    await editor.locator('.state', { hasText: 'published' }).first().waitFor();
    await editor.locator('.state', { hasText: 'verified' }).waitFor();
    await editor.locator('.attempt', { has: editor.locator('.chip', { hasText: 'public' }) }).waitFor();
    const publishing = await at('approver', '/publishing');
    await publishing.getByRole('button', { name: /^Published 1$/ }).click();
    await publishing.locator('.record-row', { hasText: textOf(first!).split('\n')[0]!.slice(0, 30) }).click();
    await publishing.locator('.verification', { hasText: 'read back from the account' }).waitFor();
  });

  test('an edit after approval voids it: the page says so before it is saved, and nothing goes out', async () => {
    const [item] = (await readWaiting()).toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
    const approver = await at('approver', `/items/${item!.id}`);
    await approver.getByRole('button', { name: `Approve ${item!.publishes}` }).click();
    await approver.locator('.state', { hasText: 'scheduled' }).first().waitFor();
    const editor = await at('editor', `/items/${item!.id}`);
    const variant = editor.getByRole('region', { name: `Variant ${item!.publishes}` });
    await variant.getByRole('textbox', { name: /^Text of/ }).fill(`${textOf(item!)} Soon.`);
    await variant.locator('.save-warning', { hasText: 'Saving voids that' }).waitFor();
    expect((await readItem(item!.id)).approval).not.toBeNull();
    await variant.getByRole('button', { name: 'Save and void the approval' }).click();
    await editor.locator('.state', { hasText: 'taken back' }).first().waitFor();
    await approver.locator('.state', { hasText: 'waits for a yes' }).waitFor();
    await approver.locator('.decision-row', { hasText: 'void since' }).waitFor();
    await play(hourAfter(item!.dueAt));
    const { publication } = await readItem(item!.id);
    expect(publication?.state).toBe('canceled');
  });

  test('what was sent back says what is to change, and waits again once it is edited', async () => {
    const approver = await at('approver', '/approvals');
    const before = await readWaiting();
    await approver.locator('.record .record-head').waitFor();
    const first = (await approver.locator('.queue-open').first().textContent())!;
    await approver.keyboard.press('r');
    const dialog = approver.getByRole('dialog', { name: 'Send it back' });
    await dialog.getByLabel('What is to change').fill('Name the glaze.');
    await dialog.getByRole('button', { name: 'Send back' }).click();
    await approver.getByRole('button', { name: 'Sent back 1' }).click();
    await approver.locator('.queue-row', { hasText: 'Name the glaze.' }).waitFor();
    const [back] = await readWaiting('sent_back');
    if (back === undefined) throw new Error('nothing was sent back');
    expect(first).toContain(textOf(back).split('\n')[0]!.slice(0, 20));
    const editor = await at('editor', `/items/${back.id}`);
    await editor.locator('.panel', { hasText: 'Name the glaze.' }).first().waitFor();
    const variant = editor.getByRole('region', { name: `Variant ${back.publishes}` });
    await variant.getByRole('textbox', { name: /^Text of/ }).fill(`${textOf(back)} In celadon.`);
    await variant.getByRole('button', { name: 'Save', exact: true }).click();
    await approver.getByRole('button', { name: `Waiting ${before.length}` }).waitFor();
  });

  test('several are approved at once with what that comes to; stopped, nothing goes out; resumed, it does', async () => {
    const approver = await at('approver', '/approvals');
    const all = await readWaiting();
    await approver.getByLabel(/^Pick all without errors/).check();
    await approver.getByRole('button', { name: `Approve ${all.length}` }).click();
    await approver.getByText('Nothing waits for a yes.').waitFor();
    await approver.getByRole('button', { name: /^Stop/ }).click();
    const dialog = approver.getByRole('dialog', { name: 'Stop everything now' });
    await dialog.getByLabel('Why').fill('A recall.');
    await dialog.getByRole('button', { name: 'Stop everything' }).click();
    await approver.locator('.banner.stopped', { hasText: 'A recall.' }).waitFor();
    const open = await readOpen();
    const [next] = open.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
    await play(hourAfter(next!.dueAt));
    expect((await readOpen()).map(({ id }) => id)).toEqual(open.map(({ id }) => id));
    const publishing = await at('approver', '/publishing');
    await publishing.locator('.panel', { hasText: 'everything is stopped' }).waitFor();
    await publishing.getByRole('button', { name: 'Go on' }).click();
    await publishing.locator('.banner.stopped').waitFor({ state: 'detached' });
    await publishing.locator('li', { hasText: 'resumed' }).waitFor();
    await play('2026-03-20T12:00:00Z');
    expect(await readOpen()).toEqual([]);
  });
});

const readOpen = async () =>
  (await studio.ask<{ publications: PublicationView[] }>('owner', '/api/publications?state=open')).answer
    .publications;

describe('the library', () => {
  const square =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==';

  test('takes a file in by its bytes, refuses what only calls itself a picture, and lets go of what nobody shows', async () => {
    const page = await at('editor', '/library');
    await page.getByLabel('What they show').fill('A small square');
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'square.png', mimeType: 'image/png' },
      buffer: Buffer.from(square, 'base64'),
    });
    await page.locator('.tile', { hasText: 'A small square' }).click();
    await page.getByText('Nothing shows it.').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'invoice.png', mimeType: 'image/png', buffer: Buffer.from('%PDF-1.7') },
    });
    await page.getByRole('alert').filter({ hasText: 'invoice.png' }).waitFor();
    await page.getByRole('button', { name: 'Remove from the library' }).click();
    await page.locator('.tile', { hasText: 'A small square' }).waitFor({ state: 'detached' });
  });

  test('tells what shows a drawn picture, and keeps it while that is so', async () => {
    const page = await at('editor', '/library');
    await page.getByRole('button', { name: /^Drawn \d/ }).click();
    await page.locator('.tile').first().click();
    await page.locator('.use').first().waitFor();
    expect(await page.getByRole('button', { name: 'Remove from the library' }).isDisabled()).toBe(true);
  });
});

test("an account is connected over its platform's own page, and let go of by an owner", async () => {
  const page = await at('editor', '/accounts');
  await page.getByRole('button', { name: 'Connect Instagram' }).click();
  await page.locator('select[name=account]').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText(/Connected on instagram/).waitFor();
  const owner = await studio.open('owner', '/accounts');
  const card = owner.getByRole('region', { name: 'sandbox_in_2' });
  await card.locator('.state', { hasText: /^connected$/ }).waitFor();
  await card.getByRole('button', { name: 'Disconnect' }).click();
  await owner
    .getByRole('dialog', { name: 'Disconnect sandbox_in_2' })
    .getByRole('button', { name: 'Disconnect' })
    .click();
  await card.locator('.state', { hasText: 'not connected' }).waitFor();
});

test('a viewer reads all of it, is offered nothing and refused', async () => {
  const page = await studio.open('viewer', '/approvals');
  for (const path of [
    '/approvals',
    '/publishing',
    '/accounts',
    '/library',
    '/brand',
    `/items/${waiting[0]!.id}`,
  ]) {
    await page.goto(studio.url + path);
    await settled(page);
    const offered = page.getByRole('button', {
      name: /^(Approve|Send back|Stop|Connect|Disconnect|Try again|Take|Save|Move|Let |Remove|Keep|Add)/,
    });
    expect(await offered.count(), path).toBe(0);
    expect(await page.locator('textarea, input[type=file], input[type=checkbox]').count(), path).toBe(0);
  }
  const { id, variants } = waiting[0]!;
  const { contentHash } = variants[0]!;
  for (const [path, body] of [
    [`/api/items/${id}/approve`, { contentHash }],
    [`/api/items/${id}/send-back`, { contentHash, why: 'No.' }],
    [`/api/items/${id}/edit`, { variant: 'A', text: 'Mine.' }],
    ['/api/stop', { why: 'No.' }],
  ] as const)
    expect((await studio.ask('viewer', path, body)).status, path).toBe(403);
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([1280, 390])(
    'axe finds nothing at %i px, and nothing is wider than the screen',
    async (width) => {
      const page = await studio.open('owner', '/', { colorScheme, viewport: { width, height: 860 } });
      const { answer } = await studio.ask<{ publications: PublicationView[] }>('owner', '/api/publications');
      const out = answer.publications.find(({ state }) => state === 'published')!;
      const paths = [
        ...['/approvals', '/publishing', '/accounts', '/library'],
        `/publishing/${encodeURIComponent(out.id)}`,
        `/items/${out.item}`,
        `/items/${waiting.at(-1)!.id}`,
        `/library/${out.picture ?? ''}`,
      ];
      for (const path of paths) {
        await page.goto(studio.url + path);
        await settled(page);
        if (path === '/approvals') await page.getByRole('button', { name: 'Decided' }).click();
        if (path === '/approvals') await page.locator('.decision-row').first().waitFor();
        expect(await findInaccessible(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
          width,
        );
      }
    },
  );
});
