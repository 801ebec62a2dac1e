import { openViews, takePictures, type View } from '@musterhq/page/pictures';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, Page } from 'playwright-core';
import { password, type StartedHub, startHub } from './start-hub.ts';

/**
 * `npm run screenshots:hub`: takes the pictures of docs/screenshots/hub-* from a hub with a month of posts, of which a sandbox has played the first days. About ten
 * minutes; the files are committed, so that a change of the page shows as a change of its pictures.
 */
const startsAt = '2026-03-15T18:00:00Z';
/** Ten minutes in a second until the first days are out; then the sandbox's clock stands, so that pictures do not differ by its hour. */
const rate = 600;
const monthOf = '?day=2026-03-16';

const signIn = async (page: Page) => {
  await page.getByLabel('Email').fill('owner@kiln.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('main.calendar').waitFor();
};

type Listed = { publications: { id: string; item: string; state: string }[] };
/** Two weeks of the plan that begins on Monday. */
const approvedDays = Array.from({ length: 14 }, (_, index) => `2026-03-${16 + index}`);
const channels = ['kiln-facebook', 'kiln-instagram', 'kiln-x'];

/** Approves the first two weeks, and waits until the first three days are out. */
async function playDays(hub: StartedHub): Promise<void> {
  const items = approvedDays.flatMap((day) => channels.map((channel) => `${channel}-${day}-1`));
  await hub.hub('calendar', 'approve', ...items);
  for (;;) {
    const { publications } = (await hub.hub('publish', 'status')) as Listed;
    if (publications.filter(({ state }) => state === 'published').length >= 9) break;
  }
  await fetch(`${hub.inspectionUrl}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rate: 0 }),
  });
}

async function pictureCalendar(views: readonly View[]): Promise<void> {
  await takePictures(views, 'hub-month', { path: `/${monthOf}` });
  await takePictures(views, 'hub-plan', {
    path: `/${monthOf}`,
    after: (page) => page.locator('.plan-summary').click(),
  });
  await takePictures(views, 'hub-week', { path: `/${monthOf}&span=week` });
  await takePictures(views, 'hub-day', { path: `/${monthOf}&span=day` });
  await takePictures(views, 'hub-list', { path: `/${monthOf}&span=list` });
  await takePictures(views, 'hub-generate', {
    path: '/?day=2026-05-04',
    async after(page) {
      await page.getByRole('button', { name: 'Generate a calendar' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('First day').fill('2026-05-04');
      await dialog.getByLabel('Days').fill('14');
      await dialog.getByRole('button', { name: 'Show the plan' }).click();
      await dialog.getByText('Keep these').waitFor();
    },
  });
}

async function takeAll(browser: Browser, hub: StartedHub): Promise<void> {
  const views = await openViews(browser, hub.url, signIn);
  await pictureCalendar(views);
  const { publications } = (await hub.hub('publish', 'status')) as Listed;
  const out = publications.find(({ state }) => state === 'published')!;
  const scheduled = publications.find(({ state }) => state === 'open')!;
  await takePictures(views, 'hub-item', { path: `/items/${scheduled.item}` });
  await takePictures(views, 'hub-approvals', { path: '/approvals' });
  await takePictures(views, 'hub-publishing', { path: `/publishing/${encodeURIComponent(out.id)}` });
  await takePictures(views, 'hub-accounts', { path: '/accounts' });
  await takePictures(views, 'hub-library', { path: '/library' });
  await takePictures(views, 'hub-people', { path: '/people' });
}

const browser = await startBrowser();
try {
  const hub = await startHub({ startsAt, rate });
  try {
    await playDays(hub);
    await takeAll(browser, hub);
  } finally {
    await hub.remove();
  }
} finally {
  await browser.close();
}
