import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { password, type StartedHub, startHub } from './start-hub.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const waitMs = 60_000;
vi.setConfig({ testTimeout: 240_000 });
/** A Sunday evening; the plan begins on Monday. The sandbox's clock stands. */
const startsAt = '2026-03-15T18:00:00Z';

let database: TestDatabase;
let hub: StartedHub;
let browser: Browser;
let owner: Page;
const contexts: BrowserContext[] = [];

async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(waitMs);
  return page;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(hub.url);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('main.calendar:not([aria-busy="true"])').waitFor();
}

type Card = { id: string; wall: string; platform: string };
/** As the hub has them, whatever the page shows. */
const readCards = (page: Page): Promise<Card[]> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/cards?brand=kiln&from=2026-03-01T00:00:00Z&to=2026-05-01T00:00:00Z');
    return ((await answer.json()) as { cards: Card[] }).cards;
  });
const find = async (page: Page, id: string): Promise<Card> =>
  (await readCards(page)).find((card) => card.id === id)!;
/** What was moved has come there. */
const wallOf = (page: Page, id: string, wall: string): Promise<void> =>
  expect.poll(async () => (await find(page, id)).wall, { timeout: waitMs }).toBe(wall);
const cardOf = (page: Page, id: string): Locator => page.locator(`[data-card="${id}"]`);
const dayOf = (page: Page, day: string): Locator => page.locator(`[data-day="${day}"]`);

async function drag(page: Page, card: Locator, to: Locator, at?: { x: number; y: number }): Promise<void> {
  await card.scrollIntoViewIfNeeded();
  const from = (await card.boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 10);
  await page.mouse.down();
  const box = (await to.boundingBox())!;
  const point = at ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x + 70, from.y + 20);
  await page.mouse.move(point.x, point.y, { steps: 4 });
  await page.mouse.up();
}

beforeAll(async () => {
  database = await makeTestDatabase();
  hub = await startHub({ databaseUrl: database.url, startsAt, rate: 0, days: 7 });
  browser = await startBrowser();
  owner = await open();
}, 600_000);

afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await hub?.remove();
  await database?.remove();
}, 120_000);

test('nobody comes in without a password, and the words do not tell which half was wrong', async () => {
  await owner.goto(hub.url);
  await owner.getByLabel('Email').fill('owner@kiln.example');
  await owner.getByLabel('Password').fill('another password');
  await owner.getByRole('button', { name: 'Sign in' }).click();
  await owner.getByRole('alert').filter({ hasText: 'do not go together' }).waitFor();
  await signIn(owner, 'owner@kiln.example');
  await owner.locator('.banner.sandbox').waitFor();
  expect(await owner.locator('[data-card]').count()).toBe((await readCards(owner)).length);
});

test('an invitation lets somebody choose a password, and its secret is gone from the address', async () => {
  const { link } = (await hub.hub('users', 'invite', 'bo@kiln.example', '--role', 'editor')) as {
    link: string;
  };
  const guest = await open();
  await guest.goto(`${hub.url}/#${link.split('#')[1]}`);
  await guest.getByLabel('New password').fill(password);
  await guest.getByRole('button', { name: 'Set it and sign in' }).click();
  await guest.locator('main.calendar').waitFor();
  expect(new URL(guest.url()).hash).toBe('');
  expect(await guest.getByRole('button', { name: 'Stop everything' }).count()).toBe(0);
});

describe('moving', () => {
  test('a post dragged to another day keeps its hour, and is where the page shows it', async () => {
    const { id, wall } = (await readCards(owner)).find((card) => card.platform === 'facebook')!;
    const target = '2026-03-26';
    await drag(owner, cardOf(owner, id), dayOf(owner, target));
    await wallOf(owner, id, `${target}${wall.slice(10)}`);
    await dayOf(owner, target).locator(`[data-card="${id}"]`).waitFor();
    await owner.getByRole('button', { name: 'Undo' }).click();
    await owner.getByRole('status').filter({ hasText: 'Back at' }).waitFor();
    await wallOf(owner, id, wall);
  });

  test('a post is picked up, carried and put down by keys, and put back by Escape', async () => {
    const { id, wall } = (await readCards(owner)).find((card) => card.platform === 'x')!;
    await cardOf(owner, id).focus();
    await owner.keyboard.press('m');
    await owner.getByRole('status').filter({ hasText: 'Picked up' }).waitFor();
    await owner.keyboard.press('ArrowDown');
    await owner.keyboard.press('ArrowRight');
    await owner.keyboard.press('Escape');
    await owner.locator('.ghost').waitFor({ state: 'detached' });
    expect((await find(owner, id)).wall).toBe(wall);
    await owner.keyboard.press('m');
    await owner.keyboard.press('ArrowDown');
    await owner.keyboard.press('Enter');
    await wallOf(owner, id, `2026-03-${Number(wall.slice(8, 10)) + 7}${wall.slice(10)}`);
    await expect.poll(() => owner.evaluate(() => document.activeElement?.getAttribute('data-card'))).toBe(id);
  });

  test('a move that a rule of the plan refuses is taken back, says why, and may be meant', async () => {
    const { id, wall } = (await readCards(owner)).find((card) => card.platform === 'instagram')!;
    const day = wall.slice(0, 10);
    await owner.goto(`${hub.url}/?span=day&day=${day}`);
    const column = dayOf(owner, day);
    await cardOf(owner, id).waitFor();
    await cardOf(owner, id).focus();
    await owner.keyboard.press('m');
    // To an hour at which nobody posts.
    const steps = Math.ceil((Number(wall.slice(11, 13)) - 3) * 4);
    for (let step = 0; step < steps; step++) await owner.keyboard.press('ArrowUp');
    await owner.keyboard.press('Enter');
    await owner.getByRole('status').filter({ hasText: 'posting windows' }).waitFor();
    expect((await find(owner, id)).wall).toBe(wall);
    await column.locator(`[data-card="${id}"]`, { hasText: wall.slice(11) }).waitFor();
    await owner.getByRole('button', { name: 'Move anyway' }).click();
    await expect
      .poll(async () => (await find(owner, id)).wall.slice(0, 13), { timeout: waitMs })
      .toMatch(new RegExp(`^${day}T0[23]`));
  });

  test('a time that has passed is refused, and cannot be meant', async () => {
    await owner.goto(`${hub.url}/?day=2026-03-16`);
    const { id, wall } = (await readCards(owner)).find((card) => card.platform === 'facebook')!;
    await drag(owner, cardOf(owner, id), dayOf(owner, '2026-03-10'));
    await owner.getByRole('status').filter({ hasText: 'has passed' }).waitFor();
    expect(await owner.getByRole('button', { name: 'Move anyway' }).count()).toBe(0);
    expect((await find(owner, id)).wall).toBe(wall);
  });

  test('the hour that clocks leap over is told of', async () => {
    await owner.goto(`${hub.url}/?span=week&day=2026-03-29`);
    await owner.locator('.column-change', { hasText: '02:00 to 03:00 does not come' }).waitFor();
  });
});

test('another browser shows a move without being asked, and misses none while its hub was away', async () => {
  const other = await open({ storageState: await contexts[0]!.storageState() });
  await other.goto(`${hub.url}/?day=2026-03-16`);
  await other.locator('.link-state.live').waitFor();
  const { id, wall } = (await readCards(owner)).find((card) => card.platform === 'facebook')!;
  const move = (to: string) =>
    owner.evaluate(
      ([item, at]) =>
        fetch(`/api/items/${item}/move`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ wall: at }),
        }).then((answer) => answer.status),
      [id, to] as const,
    );
  expect(await move(`2026-03-27${wall.slice(10)}`)).toBe(200);
  await dayOf(other, '2026-03-27').locator(`[data-card="${id}"]`).waitFor();
  await hub.stopServer();
  await other.locator('.link-state.lost').waitFor();
  await hub.startServer();
  await owner.goto(`${hub.url}/?day=2026-03-16`);
  expect(await move(wall)).toBe(200);
  await other.locator('.link-state.live').waitFor();
  await dayOf(other, wall.slice(0, 10)).locator(`[data-card="${id}"]`).waitFor();
});

test('a viewer reads the same, is offered no change and told why', async () => {
  const viewer = await open();
  await signIn(viewer, await hub.admit('viewer'));
  const { id, wall } = (await readCards(owner))[0]!;
  await drag(viewer, cardOf(viewer, id), dayOf(viewer, '2026-03-28'));
  await viewer.locator('.calendar-foot', { hasText: 'Posts are not moved here' }).waitFor();
  expect((await find(owner, id)).wall).toBe(wall);
  const status = await viewer.evaluate(async (item) => {
    const answer = await fetch(`/api/items/${item}/move`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wall: '2026-03-28T09:00' }),
    });
    return answer.status;
  }, id);
  expect(status).toBe(403);
  expect(await viewer.getByRole('link', { name: 'People' }).count()).toBe(0);
});

test('everything is stopped with a reason that every page shows, and goes on', async () => {
  await owner.getByRole('button', { name: 'Stop everything' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Stop everything now' });
  await dialog.getByLabel('Why').fill('A kiln burst.');
  await dialog.getByRole('button', { name: 'Stop everything' }).click();
  await dialog.waitFor({ state: 'detached' });
  await owner.locator('.banner.stopped', { hasText: 'A kiln burst.' }).waitFor();
  await owner.getByRole('button', { name: 'Go on' }).click();
  await owner.locator('.banner.stopped').waitFor({ state: 'detached' });
});

test('a plan is shown before it is kept', async () => {
  await owner.goto(`${hub.url}/?day=2026-06-15`);
  await owner.getByRole('button', { name: 'Generate a calendar' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Generate a calendar for Kiln' });
  await dialog.getByLabel('First day').fill('2026-06-15');
  await dialog.getByLabel('Days').fill('2');
  await dialog.getByRole('button', { name: 'Show the plan' }).click();
  await dialog.getByRole('status').filter({ hasText: '6 posts' }).waitFor();
  const before = (await readCards(owner)).length;
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await readCards(owner)).length).toBe(before);
});

test('rows with a mistake are told by row, and nothing of them is brought in', async () => {
  await owner.goto(`${hub.url}/?day=2026-03-16`);
  const before = await readCards(owner);
  const text = await owner.evaluate(() =>
    fetch('/api/calendars/export?brand=kiln').then((answer) => answer.text()),
  );
  await owner.getByRole('button', { name: 'Plan', exact: false }).last().click();
  await owner.getByRole('menuitem', { name: 'Bring rows in' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Bring rows in for Kiln' });
  const file = { name: 'month.csv', mimeType: 'text/csv' };
  const buffer = Buffer.from(text.replace(/,kiln-x,/, ',nowhere,'));
  await dialog.locator('input[type="file"]').setInputFiles({ ...file, buffer });
  await dialog.getByRole('alert').filter({ hasText: '1 mistake' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Bring them in' }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await readCards(owner)).toEqual(before);
});

const paths = [
  '/?day=2026-03-16',
  '/?span=week&day=2026-03-16',
  '/?span=day&day=2026-03-16',
  '/?span=list&day=2026-03-16',
  '/people',
  '/audit',
];

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)(
  'axe finds nothing in the frame and the calendar, %s at %i, and nothing is wider than the screen',
  async (colorScheme, width) => {
    const storageState = await contexts[0]!.storageState();
    const page = await open({ colorScheme, storageState, viewport: { width, height: 844 } });
    for (const path of paths) {
      await page.goto(hub.url + path);
      await page.locator('main:not([aria-busy="true"])').waitFor();
      await page.locator('.card, .rows > li').first().waitFor();
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run();
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
      });
      expect(found, path).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
        width,
      );
    }
  },
);
