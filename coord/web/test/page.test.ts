import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Garden, makeGarden, type Started } from './make-garden.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const waitMs = 60_000;
/** Each of them starts commands, of which one takes 5 s on a busy machine. */
vi.setConfig({ testTimeout: 240_000 });

const bindings = `gates:
  pages: { run: sh check.sh }
  tone: { kind: human, question: Do the pages read well? }
every: [pages]
oversight: { p1.d1-2.quality-gates: [pages, tone], p1.d3.quality-gates: [pages] }
handoffs: { beds-to-pictures-handoff: [pages] }
milestones: { day-2: [pages], day-3: [pages] }
`;

let garden: Garden;
let browser: Browser;
let dashboard: Started;
let lead: Page;
const contexts: BrowserContext[] = [];

async function serve(): Promise<string> {
  dashboard = garden.start('dashboard');
  const [, link] = await dashboard.shows(/(http:\/\/\S+#login=\S+)/);
  return link!;
}

async function open(link: string, enter?: (page: Page) => Promise<void>): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(waitMs);
  await page.goto(link);
  await enter?.(page);
  await page.locator('.facts').waitFor();
  return page;
}

const fact = (page: Page, name: string) =>
  page
    .locator('.fact')
    .filter({ has: page.locator('dt', { hasText: name }) })
    .locator('dd');

beforeAll(async () => {
  garden = await makeGarden({ 'gates.yaml': bindings });
  browser = await startBrowser();
  const run = await garden.muster('run', 'PLAN.md', '--pace', 'asap', '--runbook', 'muster/runbook.yaml');
  expect(run.exitCode, run.stdout + run.stderr).toBe(3);
  lead = await open(await serve());
}, 240_000);

afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await garden?.remove();
}, 60_000);

test('a link lets a browser in once, and its secret is gone from the address', async () => {
  expect(new URL(lead.url()).hash).toBe('');
  await lead.reload();
  await lead.locator('.facts').waitFor();
});

test('the page tells what the command line tells at the same event', async () => {
  const status = JSON.parse((await garden.muster('status', '--json')).stdout);
  const shown = await lead.evaluate(() => fetch('/api/status').then((answer) => answer.json()));
  expect(shown).toEqual(status);
  const lanes = await lead.locator('.lane').allTextContents();
  expect(lanes).toHaveLength(status.sessions.length);
  for (const [index, session] of status.sessions.entries()) {
    expect(lanes[index]).toContain(session.name);
    expect(lanes[index]).toContain(session.state);
  }
  for (const milestone of status.milestones)
    await lead.locator('.milestone', { hasText: milestone.text }).waitFor();
});

test('a viewer comes in by token, reads the same and is shown no actions', async () => {
  const added = await garden.muster('access', 'add', 'guest', '--role', 'viewer', '--json');
  const viewer = await open(`${new URL(lead.url()).origin}/`, async (page) => {
    await page.getByLabel('Token').fill(JSON.parse(added.stdout).token);
    await page.getByRole('button', { name: 'Sign in' }).click();
  });
  await viewer.locator('.decision', { hasText: 'Do the pages read well?' }).waitFor();
  expect(await viewer.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  expect(await viewer.locator('.lane-menu').count()).toBe(0);
  expect(await lead.getByRole('button', { name: 'Approve' }).count()).toBe(1);
});

test('a gate is approved in the page with a reason, the run goes on, and two browsers agree', async () => {
  const [, viewer] = contexts.map((context) => context.pages()[0]!);
  await lead.getByRole('button', { name: 'Approve' }).click();
  const dialog = lead.getByRole('dialog', { name: 'Approve tone' });
  await dialog.getByLabel('Why').fill('They read well aloud.');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await dialog.waitFor({ state: 'detached' });
  for (const page of [lead, viewer!]) {
    await page.locator('.decision').waitFor({ state: 'detached' });
    await page.locator('.event-row', { hasText: 'They read well aloud.' }).waitFor();
  }
  expect((await garden.muster('resume')).exitCode).toBe(0);
  for (const page of [lead, viewer!]) {
    await fact(page, 'Run').getByText('finished').waitFor();
    await fact(page, 'main').getByText('holds everything').waitFor();
  }
});

test('a page that lost its server says so, and has no gap once it is back', async () => {
  await dashboard.end();
  await lead.locator('.link-state.lost').waitFor();
  await garden.muster('report', 'The frost came early.');
  await serve();
  await lead.locator('.link-state.live').waitFor();
  await lead.locator('.event-row', { hasText: 'The frost came early.' }).waitFor();
  const ids = await lead
    .locator('[data-event]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-event'))));
  const { stdout } = await garden.muster('log', '--json');
  const log = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids).toEqual(log.toReversed().slice(0, ids.length));
});

test('the palette finds a task by its words, and its changes stand side by side', async () => {
  await lead.keyboard.press('Control+k');
  await lead.getByRole('combobox', { name: 'Go to' }).fill('beds description');
  await lead.keyboard.press('Enter');
  await lead.locator('.diff').first().waitFor();
  expect(await lead.locator('.task-head').textContent()).toContain('b1s2');
  expect(
    await lead.locator('.diff', { has: lead.locator('summary', { hasText: 'beds/list.md' }) }).textContent(),
  ).toContain('Beans, leeks, asters.');
});

test('an event is found by its words and opened', async () => {
  await lead.keyboard.press('g');
  await lead.keyboard.press('e');
  await lead.getByRole('listbox', { name: 'Events, newest first' }).waitFor();
  await lead.keyboard.press('/');
  await lead.keyboard.type('frost');
  await lead.locator('.log-count', { hasText: /^1 event$/ }).waitFor();
  await lead.locator('.log-row').first().click();
  await lead.locator('.event-detail', { hasText: 'The frost came early.' }).waitFor();
});

test.each(['light', 'dark'] as const)('axe finds nothing on any view, %s', async (colorScheme) => {
  const page = await browser
    .newContext({ colorScheme, storageState: await contexts[0]!.storageState() })
    .then(async (context) => {
      contexts.push(context);
      return context.newPage();
    });
  page.setDefaultTimeout(waitMs);
  const origin = new URL(lead.url()).origin;
  for (const path of ['/', '/plan', '/rounds', '/days/1', '/events', '/tasks/b1s2']) {
    await page.goto(origin + path);
    await page
      .locator('main:not([aria-busy="true"]) h2, main:not([aria-busy="true"]) [role=listbox]')
      .first()
      .waitFor();
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run();
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
    });
    expect(found, path).toEqual([]);
  }
});

test.each(['/', '/plan', '/rounds', '/days/1', '/events', '/tasks/b1s2'])(
  '%s fits a phone without scrolling sideways',
  async (path) => {
    const context = contexts.at(-1)!;
    const page = await context.newPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(new URL(lead.url()).origin + path);
    await page.locator('main:not([aria-busy="true"])').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
  },
);
