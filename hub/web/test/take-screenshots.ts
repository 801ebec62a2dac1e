import { openViews, takePictures, type View } from '@musterhq/page/pictures';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, Page } from 'playwright-core';
import { password, type StartedHub, startHub } from './start-hub.ts';

/**
 * `npm run screenshots:hub`: takes the pictures of docs/screenshots/hub-* from a hub with a month of posts, of which a sandbox has played the first day. About ten
 * minutes; the files are committed, so that a change of the page shows as a change of its pictures.
 */
const startsAt = '2026-03-16T06:30:00Z';
/** Ten minutes in a second while the first day is played; before and after the sandbox's clock stands, so that pictures do not differ by its hour. */
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

/** Approves the first two weeks, and waits until the first day is out. */
async function playDays(hub: StartedHub): Promise<void> {
  const items = approvedDays.flatMap((day) => channels.map((channel) => `${channel}-${day}-1`));
  await hub.hub('calendar', 'approve', ...items);
  await setClock(hub, rate);
  for (;;) {
    const { publications } = (await hub.hub('publish', 'status')) as Listed;
    if (publications.filter(({ state }) => state === 'published').length >= channels.length) break;
  }
  await setClock(hub, 0);
}

async function setClock({ inspectionUrl }: StartedHub, pace: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${inspectionUrl}/clock`, { method: 'POST', headers, body: JSON.stringify({ rate: pace }) });
}

async function pictureCalendar(views: readonly View[]): Promise<void> {
  await takePictures(views, 'hub-month', { path: `/${monthOf}` });
  await takePictures(views, 'hub-plan', {
    path: `/${monthOf}`,
    async after(page) {
      await page.locator('.plan-summary').click();
      await page
        .getByText(/^\d+ posts, \$/)
        .nth(1)
        .waitFor();
    },
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
  await takePictures(views, 'hub-accounts', {
    path: '/accounts',
    after: (page) => page.locator('.allowances').nth(2).waitFor(),
  });
  await takePictures(views, 'hub-library', { path: '/library' });
  await pictureBrand(views, hub);
  await takePictures(views, 'hub-people', { path: '/people' });
  await takePictures(views, 'hub-audit', { path: '/audit' });
  await pictureWriting(views, scheduled.item);
  await pictureThread(views);
  await pictureTrouble(views, hub);
}

/** Two campaigns of which one costs more than it may, and one form that is open. */
async function pictureBrand(views: readonly View[], hub: StartedHub): Promise<void> {
  const [{ page }] = views as [View];
  const add = (campaign: object) =>
    page.evaluate(
      (body) =>
        fetch('/api/brands/kiln/campaigns', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }).then(({ status }) => status),
      campaign,
    );
  const days = { from: '2026-03-16', to: '2026-03-29' };
  const opening = { metric: 'engagements', atLeast: 2_000 };
  await add({ id: 'kiln-opening', name: 'Opening Day', ...days, goal: opening, budgetUsd: 2 });
  const orders = { metric: 'orders', atLeast: 40 };
  await add({
    id: 'kiln-spring',
    name: 'Spring offer',
    ...days,
    goal: orders,
    budgetUsd: 0.01,
    channels: ['kiln-x'],
  });
  const { publications } = (await hub.hub('publish', 'status')) as Listed;
  const label = (item: string, campaign: string) =>
    page.evaluate(
      ([id, body]) =>
        fetch(`/api/items/${id}/label`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        }).then(({ status }) => status),
      [item, JSON.stringify({ campaign })] as const,
    );
  const onX = publications.filter(({ item }) => item.startsWith('kiln-x'));
  for (const { item } of publications.slice(0, 9)) await label(item, 'kiln-opening');
  for (const { item } of onX.slice(3, 9)) await label(item, 'kiln-spring');
  await takePictures(views, 'hub-brand', {
    path: '/brand',
    after: (one) => one.locator('.campaign').nth(1).waitFor(),
  });
}

/** A text with something to find in it, on the way to being kept. */
async function pictureWriting(views: readonly View[], item: string): Promise<void> {
  await takePictures(views, 'hub-writing', {
    path: `/items/${item}`,
    async after(page) {
      const text = page.getByRole('textbox', { name: /^Text of/ }).first();
      await text.fill('Hey guys!!! A guaranteed game-changer for every glaze shelf.\n\n#clay');
      await page.locator('.mark-error').first().waitFor();
      await page.locator('.save-bar').first().waitFor();
    },
  });
  for (const { page } of views) await page.getByRole('button', { name: 'Discard' }).first().click();
}

/** An approved post on X on its way to a thread of three, at an hour that comes twice. */
async function pictureThread(views: readonly View[]): Promise<void> {
  const variantOf = (page: Page) => page.locator('.variant[data-out]');
  await takePictures(views, 'hub-thread', {
    path: '/items/kiln-x-2026-03-24-1',
    async after(page) {
      const variant = variantOf(page);
      await variant.getByRole('textbox', { name: /^Text of/ }).fill(threadTexts[0]);
      for (const text of threadTexts.slice(1)) {
        await variant.locator('.segment-add').click();
        await page.keyboard.type(text);
      }
      await variant.locator('[data-part="2"] .mark-error').first().waitFor();
      await variant.locator('.save-warning').waitFor();
      await page.locator('input[type=date]').fill('2026-10-25');
      await page.locator('input[type=time]').fill('02:30');
      await page.getByRole('group', { name: /comes twice/ }).waitFor();
      await page.evaluate(() => window.scrollTo(0, 0));
    },
  });
  for (const { page } of views) await variantOf(page).getByRole('button', { name: 'Discard' }).click();
}

const threadTexts = [
  'Three things that we would tell anybody who prices an open studio hour.',
  'One: count the hour after, too. Somebody sweeps, somebody wedges, somebody answers the door.',
  'Two: guys who stay late pay for the kiln anyway. Say so on the door.',
] as const;

/** What nobody can read and what a platform refuses for good: the sandbox is told to answer so, and a day is played. */
async function pictureTrouble(views: readonly View[], hub: StartedHub): Promise<void> {
  const refused = {
    message: '(#200) Requires pages_manage_posts permission',
    type: 'OAuthException',
    code: 200,
  };
  const post = (path: string, body: unknown) =>
    fetch(`${hub.inspectionUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/faults', [
    { kind: 'after_commit_no_answer', endpoint: 'x.create_post' },
    { kind: 'error_before_commit', status: 503, endpoint: 'x.timeline', times: 500 },
    { kind: 'answered_with', endpoint: 'fb.create_post', status: 400, times: 50, body: { error: refused } },
    { kind: 'answered_with', endpoint: 'fb.upload_photo', status: 400, times: 50, body: { error: refused } },
  ]);
  // Its exit code says that not all went out as it was meant: so it is.
  await hub.hub('sandbox', 'play', '--until', '2026-03-21T06:00:00Z').catch(() => undefined);
  const { publications } = (await hub.hub('publish', 'status')) as Listed;
  const parked = publications.find(({ state }) => state === 'ambiguous')!;
  const byHand = publications.find(({ state }) => state === 'handed_off')!;
  await takePictures(views, 'hub-ambiguous', { path: `/publishing/${encodeURIComponent(parked.id)}` });
  await takePictures(views, 'hub-by-hand', { path: `/publishing/${encodeURIComponent(byHand.id)}` });
}

const browser = await startBrowser();
try {
  const hub = await startHub({ startsAt, rate: 0 });
  try {
    await playDays(hub);
    await takeAll(browser, hub);
  } finally {
    await hub.remove();
  }
} finally {
  await browser.close();
}
