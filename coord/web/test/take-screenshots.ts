import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, Locator, Page } from 'playwright-core';
import { makeArmy } from './make-army.ts';

/**
 * `npm run screenshots [-- drill|army]`: takes the pictures of docs/screenshots from a drill while it runs, and from a run of 16 sessions that meets
 * a conflict, a block and a decision. About ten minutes; the files are committed, so that a change of the page shows as a change of its pictures.
 */
const launcher = join(process.cwd(), 'coord/cli/bin/muster.js');
const folder = join(process.cwd(), 'docs/screenshots');
const state = mkdtempSync(join(tmpdir(), 'muster-screenshots-'));
const env = { ...process.env, XDG_STATE_HOME: state, HOME: homedir() };
const longestMs = 900_000;

const sizes = [
  ['desktop', 1280, 860, 1],
  ['phone', 390, 844, 2],
] as const;
const schemes = ['light', 'dark'] as const;

function start(args: string[], cwd: string) {
  const child = spawn(process.execPath, [launcher, ...args], { cwd, env, timeout: longestMs });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  child.stderr.pipe(process.stderr);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    ended,
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
    async shows(pattern: RegExp): Promise<string> {
      for (const until = Date.now() + longestMs; Date.now() < until; await delay(100)) {
        const found = pattern.exec(text);
        if (found !== null) return found[1] ?? found[0];
        if (child.exitCode !== null) break;
      }
      throw new Error(`muster ${args.join(' ')} did not show ${pattern}:\n${text}`);
    },
  };
}

type View = { page: Page; name: string };

async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main.view') !== null && document.querySelector('[aria-busy="true"]') === null,
  );
  await delay(600);
}

/** All at once: what they show passes. `shown` is what has to be in view. */
async function take(
  views: readonly View[],
  moment: string,
  { path, shown }: { path?: string; shown?: (page: Page) => Locator } = {},
): Promise<void> {
  await Promise.all(
    views.map(async ({ page, name }) => {
      if (path !== undefined) await page.goto(new URL(path, page.url()).href);
      await settle(page);
      await shown?.(page).first().scrollIntoViewIfNeeded();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) throw new Error(`${moment}, ${name}: ${wide} px wider than the screen`);
      await page.screenshot({ path: join(folder, `${moment}-${name}.png`) });
      process.stdout.write(`docs/screenshots/${moment}-${name}.png\n`);
    }),
  );
}

/** The page in each size and scheme, as whoever opened the link sees it. */
async function openViews(browser: Browser, link: string): Promise<View[]> {
  const first = await browser.newContext();
  const door = await first.newPage();
  door.setDefaultTimeout(120_000);
  await door.goto(link);
  await door.locator('.facts').waitFor();
  const storageState = await first.storageState();
  await first.close();
  const views: View[] = [];
  for (const [size, width, height, deviceScaleFactor] of sizes) {
    for (const colorScheme of schemes) {
      const context = await browser.newContext({
        ...{ viewport: { width, height }, deviceScaleFactor, colorScheme, storageState },
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      await page.goto(new URL('/', link).href);
      views.push({ page, name: `${size}-${colorScheme}` });
    }
  }
  return views;
}

async function pictureDrill(browser: Browser): Promise<void> {
  const drill = start(['drill', '--pace', '1d=8s'], process.cwd());
  try {
    await drill.shows(/starts b1/);
    const drills = join(state, 'muster/drills');
    const [name = ''] = await readdir(drills);
    const dashboard = start(['dashboard'], join(drills, name));
    const views = await openViews(browser, await dashboard.shows(/(http:\/\/\S+#login=\S+)/));
    await take(views, 'start');
    await drill.shows(/starts b3/);
    await take(views, 'under-way');
    await drill.ended;
    for (const { page } of views) await page.locator('.fact .tone-done').first().waitFor();
    await take(views, 'end');
    await take(views, 'plan', { path: '/plan' });
    for (const { page } of views) await page.getByRole('button', { name: 'Graph' }).click();
    await take(views, 'graph');
    await take(views, 'task', { path: '/tasks/b2s3' });
    await take(views, 'rounds', { path: '/rounds' });
    await take(views, 'day', { path: '/days/5' });
    await take(views, 'events', { path: '/events' });
    await dashboard.end();
  } finally {
    await drill.end();
  }
}

async function pictureArmy(browser: Browser): Promise<void> {
  const dir = join(state, 'army');
  for (const [file, text] of Object.entries(makeArmy())) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: dir });
  git('init', '--quiet', '--initial-branch', 'main');
  git('-c', 'user.name=Museum', '-c', 'user.email=museum@example.org', 'add', '--all');
  git(
    '-c',
    'user.name=Museum',
    '-c',
    'user.email=museum@example.org',
    'commit',
    '--quiet',
    '-m',
    'Begin the guide',
  );
  const run = start(['run', 'PLAN.md', '--pace', '1d=40s', '--no-dashboard'], dir);
  try {
    await run.shows(/starts b1/);
    const dashboard = start(['dashboard'], dir);
    const views = await openViews(browser, await dashboard.shows(/(http:\/\/\S+#login=\S+)/));
    const all = (wait: (page: Page) => Promise<unknown>) => Promise.all(views.map(({ page }) => wait(page)));
    const chip = (page: Page) => page.locator('.chip', { hasText: 'conflict with' });
    await all((page) => chip(page).first().waitFor());
    await take(views, 'conflict-ahead', { shown: chip });
    await all((page) => page.locator('.decision', { hasText: 'blocked' }).waitFor());
    await take(views, 'blocked');
    await run.shows(/starts b2/);
    await take(views, 'army');
    const question = 'May the text name who gave the glass?';
    await start(['report', question, '--kind', 'question', '--session', '6'], dir).ended;
    await all((page) => page.locator('.decision', { hasText: question }).waitFor());
    await take(views, 'decision');
    await dashboard.end();
  } finally {
    await run.end();
  }
}

mkdirSync(folder, { recursive: true });
const wanted = process.argv[2];
const browser = await startBrowser();
try {
  if (wanted !== 'army') await pictureDrill(browser);
  if (wanted !== 'drill') await pictureArmy(browser);
} finally {
  await browser.close();
  rmSync(state, { recursive: true, force: true });
}
