import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removePostgres } from '@musterhq/postgres';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Tests and the pictures' script are both started at the root. */
const repository = process.cwd();
const brand = join(repository, 'drill/brand.yaml');
const program = join(repository, 'hub/cli/bin/hub.js');
const password = 'four plain words apart';
const patienceMs = 180_000;
/** The hub's time at first: before the first post of the drill's brand. The sandbox's clock stands until it is moved. */
export const startAt = '2026-03-15T06:00:00Z';
export const roles = ['owner', 'editor', 'approver', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** A hub that serves its pages, with a sandbox for platforms, somebody of every role, and the first days of a month that waits for a yes. */
export type Studio = {
  origin: string;
  /** A page of a browser of its own, signed in as somebody of a role. */
  open(role: Role, path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** What a command of the hub printed as JSON. */
  told(...args: string[]): Promise<Record<string, unknown>>;
  /** Asks the hub as somebody of a role. */
  ask<Answer>(role: Role, path: string, body?: unknown): Promise<{ status: number; answer: Answer }>;
  remove(): Promise<void>;
};

export async function makeStudio(days = 2): Promise<Studio> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-studio-'));
  const running: ChildProcess[] = [];
  let browser: Browser | undefined;
  const told: Studio['told'] = async (...args) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--json'], {
      cwd: folder,
      timeout: patienceMs,
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout);
  };
  const start = async (...args: string[]) => {
    const child = spawn(process.execPath, [program, ...args, '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    let printed = '';
    for await (const chunk of child.stdout!) {
      printed += chunk;
      if (/^\}\n/m.test(printed)) return JSON.parse(printed) as Record<string, string>;
    }
    throw new Error(`hub ${args.join(' ')} ended before it had started`);
  };
  const remove = async () => {
    await browser?.close();
    for (const child of running.toReversed()) {
      if (child.exitCode !== null) continue;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    await removePostgres({ stateDir: join(folder, '.hub') });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { link } = (await told('init', '--email', emailOf('owner'))) as { link: string };
    await start('sandbox', '--port', '0', '--rate', '0', '--start', startAt);
    const { url: origin = '' } = await start('serve', '--sandbox', '--port', '0');
    const post = (path: string, body: unknown, cookie = '') =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie },
        body: JSON.stringify(body),
      });
    const cookies: Partial<Record<Role, string>> = {};
    const enter = async (role: Role, invitation: string) => {
      const secret = invitation.split('#password=')[1];
      const entered = await post('/api/password', { secret, password });
      cookies[role] = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    };
    await enter('owner', link);
    for (const role of roles.slice(1)) {
      const invited = await post('/api/users', { email: emailOf(role), name: role, role }, cookies.owner);
      await enter(role, ((await invited.json()) as { link: string }).link);
    }
    await post('/api/brands', { text: readFileSync(brand, 'utf8') }, cookies.owner);
    await post('/api/accounts/connect-sandbox', { brand: 'kiln' }, cookies.owner);
    await told(
      'calendar',
      'generate',
      '--brand',
      brand,
      '--days',
      '30',
      '--seed',
      '7',
      '--out',
      'month.json',
    );
    await told('calendar', 'load', 'month.json', '--brand', brand, '--days', String(days));
    browser = await startBrowser();
    const own = browser;
    return {
      origin,
      told,
      remove,
      async open(role, path = '/', options = {}) {
        const context = await own.newContext({ viewport: { width: 1280, height: 860 }, ...options });
        const [name = '', value = ''] = cookies[role]!.split('=');
        await context.addCookies([{ name, value, url: origin, sameSite: 'Strict', httpOnly: true }]);
        const page = await context.newPage();
        page.setDefaultTimeout(60_000);
        await page.goto(origin + path);
        await settled(page);
        return page;
      },
      async ask(role, path, body) {
        const headers = { origin, cookie: cookies[role]! };
        const response =
          body === undefined
            ? await fetch(origin + path, { headers })
            : await post(path, body, cookies[role]);
        return { status: response.status, answer: (await response.json()) as never };
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const emailOf = (role: Role) => `${role}@kiln.example`;

/** The view has read what it shows. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main.view:not([aria-busy="true"])').waitFor();
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has against a page, as rule and place. */
export async function findInaccessible(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
  });
}
