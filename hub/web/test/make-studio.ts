import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startBrowser } from '@musterhq/testing/browser';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { password, type StartedHub, startHub } from './start-hub.ts';

const roles = ['owner', 'editor', 'approver', 'viewer'] as const;
export type Role = (typeof roles)[number];
/** Before the first post of the drill's brand. The sandbox's clock stands there until it is moved. */
const startsAt = '2026-03-15T06:00:00Z';

/** A hub with somebody of every role, and the first days of a month that waits for a yes; its time passes when it is told to. */
export type Studio = StartedHub & {
  /** A page of a browser of its own, signed in as somebody of a role. */
  open(role: Role, path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Asks the hub as somebody of a role. */
  ask<Answer>(role: Role, path: string, body?: unknown): Promise<{ status: number; answer: Answer }>;
};

export async function makeStudio(days: number): Promise<Studio> {
  const started = await startHub({ startsAt, rate: 0, days: 0 });
  const brand = join(process.cwd(), 'drill/brand.yaml');
  const browser = await startBrowser();
  const remove = async () => {
    await browser.close();
    await started.remove();
  };
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(started.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: started.url, cookie },
      body: JSON.stringify(body),
    });
  const cookies = new Map<Role, string>();
  try {
    // Of the whole month: of few days alone there is none with every pillar in it.
    const order = ['--brand', brand, '--days', '30', '--seed', '7'];
    await started.hub('calendar', 'generate', ...order, '--out', 'month.json');
    await started.hub('calendar', 'load', 'month.json', '--brand', brand, '--days', String(days));
    for (const role of roles) {
      const email = role === 'owner' ? 'owner@kiln.example' : await started.admit(role);
      const entered = await post('/api/login', { email, password });
      cookies.set(role, entered.headers.get('set-cookie')?.split(';')[0] ?? '');
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    ...started,
    remove,
    async open(role, path = '/', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
      const [name = '', value = ''] = cookies.get(role)!.split('=');
      await context.addCookies([{ name, value, url: started.url, sameSite: 'Strict', httpOnly: true }]);
      const page = await context.newPage();
      page.setDefaultTimeout(40_000);
      await page.goto(started.url + path);
      await settled(page);
      return page;
    },
    async ask(role, path, body) {
      const cookie = cookies.get(role)!;
      const response =
        body === undefined
          ? await fetch(started.url + path, { headers: { cookie } })
          : await post(path, body, cookie);
      return { status: response.status, answer: (await response.json()) as never };
    },
  };
}

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
