import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CheckedItem, WaitingPage } from '../src/live/facts.ts';
import { findInaccessible, makeStudio, type Studio, settled } from './make-studio.ts';

vi.setConfig({ testTimeout: 240_000 });

let studio: Studio;
let editor: Page;
let waiting: CheckedItem[];

beforeAll(async () => {
  studio = await makeStudio(2);
  editor = await studio.open('editor');
  waiting = (await studio.ask<WaitingPage>('owner', '/api/approvals')).answer.items;
}, 600_000);
afterAll(() => studio?.remove(), 60_000);

const readItem = async (id: string) => (await studio.ask<CheckedItem>('owner', `/api/items/${id}`)).answer;
const itemOn = (platform: string) => waiting.find((one) => one.platform === platform)!;
const chosen = ({ variants, publishes }: CheckedItem) =>
  variants.find(({ variant }) => variant === publishes)!;
const variantOf = (page: Page, label: string): Locator =>
  page.getByRole('region', { name: `Variant ${label}` });
const segment = (variant: Locator, part: number): Locator => variant.locator(`[data-part="${part}"]`);
const field = (variant: Locator, part: number): Locator =>
  segment(variant, part).getByRole('textbox').first();
async function openItem(page: Page, id: string): Promise<void> {
  await page.goto(`${studio.url}/items/${id}`);
  await settled(page);
}
/** What the page's field holds, once it does. */
const holds = (of: Locator, text: string) => expect.poll(() => of.inputValue()).toBe(text);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

describe('a thread', () => {
  test('is written post by post: each is counted and judged by itself, and put in order by keys', async () => {
    const item = itemOn('x');
    const other = item.publishes === 'A' ? 'B' : 'A';
    await openItem(editor, item.id);
    const variant = variantOf(editor, other);
    await field(variant, 0).fill('The first of three.');
    await variant.getByRole('button', { name: 'Make it a thread' }).click();
    // Whoever adds a post writes in it next.
    await editor.keyboard.type('Hey guys, this is the second.');
    await variant.getByRole('button', { name: 'Add a post' }).click();
    await editor.keyboard.type('And https://example.com/a/very/long/way/to/the/third');
    await segment(variant, 2)
      .locator('.text-count', { hasText: /^27 of 280/ })
      .waitFor();
    await segment(variant, 1).locator('.mark-error', { hasText: 'guys' }).waitFor();
    expect(await segment(variant, 0).locator('.mark-error').count()).toBe(0);
    await segment(variant, 1).getByRole('button', { name: 'Fix', exact: true }).click();
    await holds(field(variant, 1), 'Hey everyone, this is the second.');

    await editor.getByRole('button', { name: `Move post 2 of variant ${other} up` }).focus();
    await editor.keyboard.press('Enter');
    await holds(field(variant, 0), 'Hey everyone, this is the second.');
    await expect.poll(() => focused(editor)).toBe(`Move post 1 of variant ${other} down`);
    await editor.keyboard.press('Control+z');
    await holds(field(variant, 0), 'The first of three.');
    await editor.keyboard.press('Control+Shift+Z');
    await holds(field(variant, 0), 'Hey everyone, this is the second.');
    await editor.keyboard.press('Control+z');
    await editor.getByRole('button', { name: `Take out post 2 of variant ${other}` }).click();
    await holds(field(variant, 1), 'And https://example.com/a/very/long/way/to/the/third');
    await variant.getByRole('button', { name: 'Undo' }).click();
    await holds(field(variant, 1), 'Hey everyone, this is the second.');
    await editor.getByRole('button', { name: other, exact: true }).click();
    await expect.poll(() => editor.locator('.preview-x-post').count()).toBe(3);
    await variant.getByRole('button', { name: 'Discard' }).click();
    await segment(variant, 1).waitFor({ state: 'detached' });
  });

  test('what is too long goes on in a post of its own', async () => {
    const item = itemOn('x');
    const other = item.publishes === 'A' ? 'B' : 'A';
    await openItem(editor, item.id);
    const variant = variantOf(editor, other);
    await field(variant, 0).fill(`${'One more shelf stands by the kiln. '.repeat(9)}The end.`);
    await variant.getByRole('button', { name: 'Go on in a post of its own' }).click();
    await segment(variant, 1).locator('.text-count').waitFor();
    expect(await field(variant, 0).inputValue()).toMatch(/kiln\.$/);
    expect(await field(variant, 1).inputValue()).toMatch(/The end\.$/);
    await variant.getByRole('button', { name: 'Discard' }).click();
  });

  test('says whose approval it voids before it is kept, and goes out as it was written', async () => {
    const item = itemOn('x');
    const approver = await studio.open('approver', `/items/${item.id}`);
    await approver.getByRole('button', { name: `Approve ${item.publishes}` }).click();
    await approver.locator('.state', { hasText: 'scheduled' }).first().waitFor();
    await openItem(editor, item.id);
    const variant = variantOf(editor, item.publishes);
    await variant.getByRole('button', { name: 'Make it a thread' }).click();
    await editor.keyboard.type('And this is how it goes on.');
    await variant.locator('.save-warning', { hasText: 'Saving voids that' }).waitFor();
    expect((await readItem(item.id)).approval).not.toBeNull();
    await variant.getByRole('button', { name: 'Save and void the approval' }).click();
    await approver.locator('.state', { hasText: 'waits for a yes' }).waitFor();
    await approver.getByRole('button', { name: `Approve ${item.publishes}` }).click();
    await approver.locator('.state', { hasText: 'scheduled' }).first().waitFor();
    const hourAfter = new Date(Date.parse(item.dueAt) + 3_600_000).toISOString();
    await studio.hub('sandbox', 'play', '--until', hourAfter).catch(() => undefined);
    await approver.locator('.state', { hasText: 'published' }).first().waitFor();
    const out = await readItem(item.id);
    expect(chosen(out).post.thread).toEqual(['And this is how it goes on.']);
    expect(out.publication?.verification).toBe('matched');
  });
});

test('a first comment is counted and judged by itself, seen under the post, and kept', async () => {
  const item = itemOn('instagram');
  await openItem(editor, item.id);
  const variant = variantOf(editor, item.publishes);
  await variant.getByRole('button', { name: 'Add a first comment' }).click();
  await editor.keyboard.type('For guys and others: #glaze #kiln');
  const comment = variant.getByRole('region', { name: /^First comment/ });
  await comment.locator('.mark-error', { hasText: 'guys' }).waitFor();
  await comment.locator('.text-count', { hasText: /^33 of / }).waitFor();
  await comment.getByRole('button', { name: 'Fix', exact: true }).click();
  await editor.locator('.preview-reply', { hasText: 'For everyone and others' }).waitFor();
  await comment.getByRole('button', { name: /^Take out/ }).click();
  await comment.waitFor({ state: 'detached' });
  await editor.keyboard.press('Control+z');
  await holds(comment.getByRole('textbox'), 'For everyone and others: #glaze #kiln');
  await variant.getByRole('button', { name: 'Save', exact: true }).click();
  await editor.locator('.note', { hasText: 'Saved.' }).waitFor();
  const kept = await readItem(item.id);
  expect(chosen(kept).post.firstComment).toBe('For everyone and others: #glaze #kiln');
  expect(kept.check.errors).toEqual([]);
});

test('which of two instants is meant is asked where clocks are changed, and nowhere else', async () => {
  const item = itemOn('facebook');
  await openItem(editor, item.id);
  const choice = editor.getByRole('group', { name: /clocks are changed$/ });
  expect(await choice.count()).toBe(0);
  await editor.locator('input[type=date]').fill('2026-03-29');
  await editor.locator('input[type=time]').fill('02:30');
  await choice.getByText('02:30 on Sun 29 Mar does not come').waitFor();
  expect(await choice.getByLabel(/03:30 GMT\+2, after the clocks leap/).isChecked()).toBe(true);
  await choice.getByLabel(/01:30 GMT\+1, before the clocks leap/).check();
  await editor.getByRole('button', { name: 'Move', exact: true }).click();
  await editor.getByRole('button', { name: 'Move it all the same' }).click();
  await editor.locator('.note', { hasText: '29 Mar, 02:30' }).waitFor();
  const moved = await readItem(item.id);
  expect([moved.wall, moved.dueAt]).toEqual(['2026-03-29T02:30', '2026-03-29T00:30:00.000Z']);
  await expect.poll(() => choice.getByLabel(/before the clocks leap/).isChecked()).toBe(true);
  await editor.locator('input[type=time]').fill('09:30');
  await choice.waitFor({ state: 'detached' });
});

test('what waits is read page by page', async () => {
  const page = await studio.open('approver', '/');
  // The hub's own pages, of two items each: a plan of fifty would take minutes to draw.
  await page.route(
    ({ pathname }) => pathname === '/api/approvals',
    (route) => route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }),
  );
  await page.goto(`${studio.url}/approvals`);
  const { answer } = await studio.ask<WaitingPage>('owner', '/api/approvals');
  const all = answer.counts.waiting;
  expect(all).toBeGreaterThan(2);
  const rows = page.locator('.queue-row');
  for (let shown = 2; shown < all; shown += 2) {
    await page.getByRole('button', { name: `${shown} of ${all}: show more` }).click();
    await expect.poll(() => rows.count()).toBe(Math.min(all, shown + 2));
  }
  expect(await page.getByRole('button', { name: /show more$/ }).count()).toBe(0);
  await page.getByLabel(/^Pick all without errors/).waitFor();
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([1280, 390])('a thread that is written has nothing against it at %i px', async (width) => {
    const item = waiting.filter(({ platform }) => platform === 'x').at(-1)!;
    const page = await studio.open('editor', `/items/${item.id}`, {
      colorScheme,
      viewport: { width, height: 860 },
    });
    const variant = variantOf(page, item.publishes);
    await variant.getByRole('button', { name: 'Make it a thread' }).click();
    await page.keyboard.type('A guaranteed game-changer.');
    await segment(variant, 1).locator('.mark-error').first().waitFor();
    await page.locator('input[type=date]').fill('2026-10-25');
    await page.locator('input[type=time]').fill('02:30');
    await page.getByRole('group', { name: /comes twice/ }).waitFor();
    expect(await findInaccessible(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
