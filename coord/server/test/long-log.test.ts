import { fileURLToPath } from 'node:url';
import { startBrowser } from '@musterhq/testing/browser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

const pages = fileURLToPath(new URL('../../web/dist', import.meta.url));
const newest = 3_000;
const sought = [1, 1_500, 2_999];
vi.setConfig({ testTimeout: 120_000 });

type Browser = Awaited<ReturnType<typeof startBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

let dashboard: Dashboard;
let browser: Browser;
let page: Page;
let list: ReturnType<Page['locator']>;

beforeAll(async () => {
  dashboard = await makeDashboard(pages);
  await dashboard.around.store.pool.query(
    `insert into muster.events (run, key, kind, session, data, generation, at)
     select $1, 'past ' || n, 'report_made', 2,
       jsonb_build_object('from', 'Session 2', 'kind', 'progress', 'text', 'Part ' || n || ' of 3000 is written'), 1, now()
     from generate_series((select max(id) + 1 from muster.events), ${newest}) n`,
    [dashboard.fence.run],
  );
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.goto(`${dashboard.server.url}/events`);
  await page.getByLabel('Token').fill(dashboard.tokens.viewer);
  await page.getByRole('button', { name: 'Sign in' }).click();
  list = page.getByRole('listbox', { name: 'Events, newest first' });
  await page.locator(`#event-${newest}`).waitFor();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await dashboard?.remove();
});

/** Whether the row lies within what the list shows. */
async function isSeen(id: number): Promise<boolean> {
  const [row, frame] = [await page.locator(`#event-${id}`).boundingBox(), await list.boundingBox()];
  return (
    row !== null && frame !== null && row.y >= frame.y && row.y + row.height <= frame.y + frame.height + 1
  );
}

test.each(sought)('event %i of 3,000 is reached by scroll', async (id) => {
  const row = (await page.locator('.log-row').first().boundingBox())!;
  const frame = (await list.boundingBox())!;
  await list.hover();
  await page.mouse.wheel(0, -newest * row.height);
  await page.locator(`#event-${newest}`).waitFor();
  await page.mouse.wheel(0, (newest - id + 0.5) * row.height - frame.height / 2);
  await page.locator(`#event-${id}`).waitFor();
  await expect.poll(() => isSeen(id), { timeout: 30_000 }).toBe(true);
});

test.each(sought)('event %i is reached by search, before all that speak of its number', async (id) => {
  await page.getByLabel('Search the events').fill(String(id));
  await page.locator(`#event-${id}[aria-posinset="1"]`).waitFor();
  await expect.poll(() => isSeen(id), { timeout: 30_000 }).toBe(true);
});
