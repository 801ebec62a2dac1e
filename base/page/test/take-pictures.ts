import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';

const sizes = [
  ['desktop', 1280, 860, 1],
  ['phone', 390, 844, 2],
] as const;
const schemes = ['light', 'dark'] as const;
const waitMs = 120_000;

/** A page in one size and scheme, and what its pictures are called. */
export type View = { page: Page; name: string };

/** A page in each size and scheme, all as whoever `enter` let in. */
export async function openViews(
  browser: Browser,
  url: string,
  enter: (page: Page) => Promise<unknown>,
): Promise<View[]> {
  const first = await browser.newContext();
  const door = await first.newPage();
  door.setDefaultTimeout(waitMs);
  await door.goto(url);
  await enter(door);
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
      page.setDefaultTimeout(waitMs);
      await page.goto(new URL('/', url).href);
      views.push({ page, name: `${size}-${colorScheme}` });
    }
  }
  return views;
}

/**
 * Into docs/screenshots, from every view at once: what they show passes. `shown` is what has to be in view, `after` what is done first. What is wider than the
 * screen is a fault, and no picture.
 */
export async function takePictures(
  views: readonly View[],
  moment: string,
  options: {
    path?: string;
    shown?: (page: Page) => Locator;
    after?: (page: Page) => Promise<unknown>;
  } = {},
): Promise<void> {
  const { path, shown, after } = options;
  await Promise.all(
    views.map(async ({ page, name }) => {
      if (path !== undefined) await page.goto(new URL(path, page.url()).href);
      await settle(page);
      if (after !== undefined) {
        await after(page);
        await settle(page);
      }
      // A picture before may have left the page further down.
      await page.evaluate(() => window.scrollTo(0, 0));
      await shown?.(page).first().scrollIntoViewIfNeeded();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) throw new Error(`${moment}, ${name}: ${wide} px wider than the screen`);
      const file = `docs/screenshots/${moment}-${name}.png`;
      await page.screenshot({ path: join(process.cwd(), file) });
      process.stdout.write(`${file}\n`);
    }),
  );
}

/** Until nothing is read any more and every picture on view has come. */
async function settle(page: Page): Promise<void> {
  // No function with a name in here: the bundle would ask the page for a helper of its own.
  await page.waitForFunction(
    () =>
      document.querySelector('main.view') !== null &&
      document.querySelector('[aria-busy="true"]') === null &&
      [...document.images].every(
        (image) => image.complete || image.getBoundingClientRect().top > window.innerHeight,
      ),
  );
  await delay(600);
}
