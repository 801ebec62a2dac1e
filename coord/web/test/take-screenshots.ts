import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openViews, takePictures } from '@musterhq/page/pictures';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, Page } from 'playwright-core';
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

const open = (browser: Browser, link: string) =>
  openViews(browser, link, (page) => page.locator('.facts').waitFor());

async function pictureDrill(browser: Browser): Promise<void> {
  const drill = start(['drill', '--pace', '1d=8s'], process.cwd());
  try {
    await drill.shows(/starts b1/);
    const drills = join(state, 'muster/drills');
    const [name = ''] = await readdir(drills);
    const dashboard = start(['dashboard'], join(drills, name));
    const views = await open(browser, await dashboard.shows(/(http:\/\/\S+#login=\S+)/));
    await takePictures(views, 'start');
    await drill.shows(/starts b3/);
    await takePictures(views, 'under-way');
    await drill.ended;
    for (const { page } of views) await page.locator('.fact .tone-done').first().waitFor();
    await takePictures(views, 'end');
    await takePictures(views, 'plan', { path: '/plan' });
    for (const { page } of views) await page.getByRole('button', { name: 'Graph' }).click();
    await takePictures(views, 'graph');
    await takePictures(views, 'task', { path: '/tasks/b2s3' });
    await takePictures(views, 'rounds', { path: '/rounds' });
    await takePictures(views, 'day', { path: '/days/5' });
    await takePictures(views, 'events', { path: '/events' });
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
    const views = await open(browser, await dashboard.shows(/(http:\/\/\S+#login=\S+)/));
    const all = (wait: (page: Page) => Promise<unknown>) => Promise.all(views.map(({ page }) => wait(page)));
    const chip = (page: Page) => page.locator('.chip', { hasText: 'conflict with' });
    await all((page) => chip(page).first().waitFor());
    await takePictures(views, 'conflict-ahead', { shown: chip });
    await all((page) => page.locator('.decision', { hasText: 'blocked' }).waitFor());
    const shown = (page: Page) => page.locator('.decision');
    await takePictures(views, 'blocked', { shown });
    await run.shows(/starts b2/);
    await takePictures(views, 'army');
    const question = 'May the text name who gave the glass?';
    await start(['report', question, '--kind', 'question', '--session', '6'], dir).ended;
    await all((page) => page.locator('.decision', { hasText: question }).waitFor());
    await takePictures(views, 'decision', { shown });
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
