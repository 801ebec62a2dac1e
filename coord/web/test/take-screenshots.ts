import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startBrowser } from './start-browser.ts';

/**
 * `npm run screenshots`: takes the pictures of docs/screenshots from a drill while it runs. About five minutes; the files are
 * committed, so that a change of the page shows as a change of its pictures.
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

async function take(views: readonly View[], moment: string, path?: string): Promise<void> {
  for (const { page, name } of views) {
    if (path !== undefined) await page.goto(new URL(path, page.url()).href);
    await settle(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) throw new Error(`${moment}, ${name}: ${wide} px wider than the screen`);
    await page.screenshot({ path: join(folder, `${moment}-${name}.png`) });
    process.stdout.write(`docs/screenshots/${moment}-${name}.png\n`);
  }
}

mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
const drill = start(['drill', '--pace', '1d=8s'], process.cwd());
try {
  await drill.shows(/starts b1/);
  const drills = join(state, 'muster/drills');
  const [name = ''] = await readdir(drills);
  const dashboard = start(['dashboard'], join(drills, name));
  const link = await dashboard.shows(/(http:\/\/\S+#login=\S+)/);
  const first = await browser.newContext();
  const door = await first.newPage();
  await door.goto(link);
  await door.locator('.facts').waitFor();
  const storageState = await first.storageState();
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
  await take(views, 'start');
  await drill.shows(/starts b3/);
  await take(views, 'under-way');
  await drill.ended;
  for (const { page } of views) await page.locator('.fact .tone-done').first().waitFor();
  await take(views, 'end');
  await take(views, 'plan', '/plan');
  for (const { page } of views) await page.getByRole('button', { name: 'Graph' }).click();
  await take(views, 'graph');
  await take(views, 'task', '/tasks/b2s3');
  await take(views, 'rounds', '/rounds');
  await take(views, 'events', '/events');
  await dashboard.end();
} finally {
  await browser.close();
  await drill.end();
  rmSync(state, { recursive: true, force: true });
}
