import { eventKinds } from '@musterhq/server';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventSamples } from './event-samples.ts';
import { type Garden, makeGarden } from './make-garden.ts';

/** Everything that a person can do on the page, and everything that the log can tell there, in a real run's database. */
const waitMs = 60_000;
vi.setConfig({ testTimeout: 240_000 });

const bindings = `gates:
  pages: { run: sh check.sh }
  tone: { kind: human, question: Do the pages read well? }
  look: { kind: human, question: Do the pages look well? }
every: [pages]
oversight: { p1.d1-2.quality-gates: [pages, tone, look], p1.d3.quality-gates: [pages] }
handoffs: { beds-to-pictures-handoff: [pages] }
milestones: { day-2: [pages], day-3: [pages] }
`;

let garden: Garden;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let run: string;
let question: number;

const tell = async (kind: string, data: unknown, of: { session?: number; task?: string } = {}) => {
  const [row] = await garden.query(
    `insert into muster.events (run, key, kind, session, task, data, generation, at)
     values ($1, $2, $3, $4, $5, $6, 1, now()) returning id`,
    [
      run,
      `test:${kind}:${crypto.randomUUID()}`,
      kind,
      of.session ?? null,
      of.task ?? null,
      JSON.stringify(data),
    ],
  );
  return Number(row!.id);
};

beforeAll(async () => {
  garden = await makeGarden({ 'gates.yaml': bindings });
  browser = await startBrowser();
  const ended = await garden.muster('run', 'PLAN.md', '--runbook', 'muster/runbook.yaml');
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(3);
  [{ id: run }] = (await garden.query('select id from muster.runs')) as [{ id: string }];
  // As if a coordinator were there, which then leaves everything as it is asked.
  await garden.query(`update muster.runs set state = 'running'`);
  await garden.query(`insert into muster.seats (session, holder) values (2, 'person'), (3, 'nobody')
    on conflict (session) do update set holder = excluded.holder`);
  question = await tell(
    'report_made',
    { from: 'Session 2', kind: 'question', text: 'Which beds?', to: 1 },
    { session: 2 },
  );
  const wish = { owner: 3, minutes: 20, reason: 'one caption' };
  for (const path of ['pictures/a.md', 'pictures/b.md'])
    await tell('grant_asked', { ...wish, path }, { session: 2 });
  for (const entry of ['first', 'second'])
    await tell('entry_queued', { entry, paths: ['beds/list.md'], reads: [] });
  await garden.query(
    `insert into muster.attempts (run, task, number, session, state, reason, started_at, ended_at)
     values ($1, 'p1.d3.s3', 90, 3, 'blocked', 'No paint is left', now(), now())`,
    [run],
  );
  const [, link] = await garden.start('dashboard').shows(/(http:\/\/\S+#login=\S+)/);
  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['notifications'],
  });
  page = await context.newPage();
  page.setDefaultTimeout(waitMs);
  await page.goto(link!);
  await page.locator('.facts').waitFor();
}, 240_000);

afterAll(async () => {
  await context?.close();
  await browser?.close();
  await garden?.remove();
}, 60_000);

type Control = {
  /** Opens the dialog. */
  open(): Promise<void>;
  /** Labels of fields with what is written there; a field that is filled already is left as it is. */
  fill: Record<string, string>;
  says: RegExp;
};
const at = async (path: string) => {
  if (new URL(page.url()).pathname !== path) await page.goto(new URL(path, page.url()).href);
  await page.locator('main:not([aria-busy="true"])').waitFor();
};
const ofDecision = (text: string, button: string) => async () => {
  await at('/');
  await page.locator('.decision', { hasText: text }).getByRole('button', { name: button }).click();
};
const ofSession = (session: number, item: string) => async () => {
  await at('/');
  await page.getByRole('button', { name: `Do with Session ${session}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const byPalette = (words: string) => async () => {
  await at('/');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Go to' }).fill(words);
  await page.getByRole('option', { name: words }).first().click();
};
const why = { Why: 'the test asks' };

/** In an order in which each finds what it needs; the run is stopped last. */
const controls: Record<string, Control> = {
  approve: { open: ofDecision('read well', 'Approve'), fill: why, says: /'tone' is approved/ },
  refuse: { open: ofDecision('look well', 'Refuse'), fill: why, says: /'look' is refused/ },
  answer: {
    open: ofDecision('Which beds?', 'Answer'),
    fill: { Answer: 'The old ones' },
    says: /Session 2 is answered/,
  },
  grant: { open: ofDecision('pictures/a.md', 'Grant'), fill: {}, says: /may write pictures\/a\.md until/ },
  'refuse-grant': {
    open: ofDecision('pictures/b.md', 'Refuse'),
    fill: why,
    says: /may not write pictures\/b\.md/,
  },
  retry: { open: ofDecision('No paint', 'Try again'), fill: why, says: /is tried again/ },
  reorder: {
    async open() {
      await at('/');
      await page.getByRole('button', { name: 'Let second go first' }).click();
    },
    fill: why,
    says: /second goes first/,
  },
  give: { open: ofSession(2, 'Give back'), fill: why, says: /Session 2 is given back/ },
  assign: { open: ofSession(2, 'a task'), fill: { Task: 'Write more', ...why }, says: /Session 2 has it/ },
  'resume-session': { open: ofSession(3, 'Resume'), fill: why, says: /Session 3 goes on/ },
  pause: { open: ofSession(1, 'Pause'), fill: why, says: /Session 1 is asked to pause/ },
  take: { open: ofSession(1, 'Take'), fill: why, says: /Session 1 is asked for/ },
  revert: {
    async open() {
      await at('/tasks/b1s2');
      await page.getByRole('button', { name: 'Take back' }).click();
    },
    fill: why,
    says: /asked back/,
  },
  comment: {
    async open() {
      await at('/tasks/b1s2');
      const file = page.locator('.diff', { has: page.locator('summary', { hasText: 'beds/list.md' }) });
      await file.getByRole('button', { name: 'Comment on line 1', exact: true }).click();
    },
    fill: { Comment: 'Name the bed by the wall' },
    says: /Session 2 hears it/,
  },
  'settle-comment': {
    async open() {
      await at('/tasks/b1s2');
      const card = page.locator('.line-note', { hasText: 'Name the bed by the wall' });
      await card.getByRole('button', { name: 'Settle' }).click();
    },
    fill: { 'What came of it': 'It has a name now' },
    says: /is settled/,
  },
  'set-budget': {
    open: byPalette('Set a budget'),
    fill: { Limit: '2M', ...why },
    says: /budget of run is changed/,
  },
  stop: { open: byPalette('Stop the run'), fill: why, says: /is stopped/ },
};

describe('the controls', () => {
  test('are there for every action that the server has', async () => {
    const paths: string[] = await page.evaluate(async () =>
      Object.keys((await (await fetch('/api/openapi.json')).json()).paths),
    );
    const actions = paths.flatMap((path) => /^\/api\/actions\/(.+)$/.exec(path)?.[1] ?? []);
    expect(Object.keys(controls).toSorted()).toEqual(actions.toSorted());
  });

  test.each(Object.keys(controls))('%s is done on the page and answered there', async (name) => {
    const { open, fill, says } = controls[name]!;
    await open();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    for (const [label, words] of Object.entries(fill))
      await dialog.getByLabel(label, { exact: true }).fill(words);
    const answered = page.waitForResponse(`**/api/actions/${name}`);
    await dialog.locator('button[type=submit]').click();
    const answer = await answered;
    expect(answer.status(), await answer.text()).toBe(200);
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.note', { hasText: says }).waitFor();
  });

  test('leave their marks: a settled comment stands in the diff, the answered question waits no longer', async () => {
    await at('/tasks/b1s2');
    await page.locator('.line-note', { hasText: 'It has a name now' }).waitFor();
    await at('/');
    expect(await page.locator('.decision', { hasText: 'Which beds?' }).count()).toBe(0);
    expect(question).toBeGreaterThan(0);
  });
});

test('a notice of the desktop is shown once for a question, to whoever asked for notices', async () => {
  await at('/');
  await page.evaluate(() => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    const told = class {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor(title: string) {
        shown.push(title);
      }
    };
    Object.assign(window, { Notification: told });
  });
  const read = page.waitForResponse('**/api/notices');
  await page.getByRole('button', { name: 'Notify' }).click();
  await read;
  await tell(
    'report_made',
    { from: 'Session 3', kind: 'question', text: 'Which red?', to: 1 },
    { session: 3 },
  );
  const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown);
  await vi.waitFor(async () => expect(await shown()).toEqual(['Session 3 asks']), waitMs);
  const again = page.waitForResponse('**/api/notices');
  await tell('report_made', { from: 'Ada', kind: 'progress', text: 'still there' });
  await again;
  expect(await shown()).toEqual(['Session 3 asks']);
});

describe('the day on one page', () => {
  test('prints without a word that is cut off, and tells each sentence with its events', async () => {
    await at('/days/1');
    await page.getByRole('heading', { name: /^Day 1, / }).waitFor();
    await page.locator('.event-link').first().waitFor();
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(0);
    // As wide as an A4 page is between its margins: 182 mm at 96 dots an inch.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 688, height: 973 });
    expect(await page.evaluate(findClipped)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('is saved as Markdown', async () => {
    const link = page.getByRole('link', { name: 'Markdown' });
    const text = await page.evaluate(
      async (path) => (await fetch(path!)).text(),
      await link.getAttribute('href'),
    );
    expect(text).toMatch(/^# Day 1, \d{4}-\d\d-\d\d\n/);
    expect(text).toContain('## Landed');
  });
});

/** Words that reach over the page, or over the edge of what hides them. */
function findClipped(): string[] {
  const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
  const clipped: string[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement!;
    const range = document.createRange();
    range.selectNodeContents(node);
    const words = node.textContent?.trim() ?? '';
    const box = range.getBoundingClientRect();
    if (words === '' || box.width === 0 || parent.closest('.visually-hidden') !== null) continue;
    let isClipped = box.left < -1 || box.right > document.documentElement.clientWidth + 1;
    for (let above: Element | null = parent; above !== null; above = above.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(above);
      const edge = above.getBoundingClientRect();
      if (overflowX !== 'visible' && box.right > edge.right + 1) isClipped = true;
      if (overflowY !== 'visible' && box.bottom > edge.bottom + 1) isClipped = true;
    }
    if (isClipped) clipped.push(words);
  }
  return clipped;
}

describe('what the log tells', () => {
  test('there is a sample of each kind that the store knows', () => {
    expect(Object.keys(eventSamples).toSorted()).toEqual(eventKinds.toSorted());
  });

  test('is on the page in words, whichever kind it is', async () => {
    const missing: string[] = [];
    const known = new Map(
      (await garden.query('select kind, max(id)::int as id from muster.events group by kind')).map(
        ({ kind, id }) => [String(kind), Number(id)],
      ),
    );
    const [queued] = await garden.query(
      `select data->>'entry' as entry from muster.events where kind = 'entry_queued' limit 1`,
    );
    await at('/events');
    const search = page.locator('[data-key="/"]');
    for (const kind of eventKinds) {
      const { data, shows } = eventSamples[kind]!;
      // What the run came to by itself is as it wrote it; the rest is laid, of the queue for an entry that is gone.
      const ofGone = 'entry' in data ? { ...data, entry: queued!.entry } : data;
      const isOwn = known.has(kind) && !/^(report|comment|gate_decided|grant|assignment|budget)/.test(kind);
      const id = isOwn ? known.get(kind)! : await tell(kind, ofGone, { session: 2, task: 'p1.d1-2.s2' });
      await search.fill(kind);
      const row = page.locator(`#event-${id}`);
      const isShown = await row
        .filter({ hasText: shows })
        .waitFor({ timeout: 15_000 })
        .then(
          () => true,
          () => false,
        );
      if (!isShown) missing.push(`${kind}: ${await row.allTextContents()}`);
    }
    expect(missing).toEqual([]);
  });
});
