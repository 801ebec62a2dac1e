import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { openPostgres, removePostgres } from '@musterhq/postgres';
import { startBrowser } from '@musterhq/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Benchmark, Table } from './benchmark.ts';
import {
  type DashboardRun,
  databaseOf,
  makeDashboardRun,
  makePlanRepository,
  seats,
} from './dashboard-run.ts';
import type { WriterOrder, Written } from './dashboard-writer.ts';

const home = '/var/tmp';
const perSecond = 50;
const seconds = 30;
const past = 100_000;
/** How many that are looked for in a log of `past` events. */
const sought = [1, 50_000, 99_999];
/** A task of the page that takes longer is felt. */
const longMs = 100;
const patienceMs = 120_000;

/** From the commit of an event to the page's having painted it, in a real browser; and how a long log opens. */
export const dashboard: Benchmark = {
  name: 'dashboard',
  title: `event in the store to pixel on the page: ${seats} sessions write ${perSecond} events a second in all for ${seconds} s; beside it a bare EventSource`,
  async run(): Promise<Table> {
    const folder = mkdtempSync(join(home, 'muster-bench-'));
    const stateDir = join(folder, 'state');
    const server = await openPostgres({ stateDir });
    const browser = await startBrowser();
    try {
      const dir = join(folder, 'run');
      await makePlanRepository(dir);
      const served = await startProgram(['coord/cli/bin/muster.js', 'dashboard'], {
        cwd: dir,
        env: { DATABASE_URL: server.url('postgres') },
        says: /(http:\/\/\S+#login=\S+)/,
      });
      const databaseUrl = server.url(databaseOf(dir));
      const run = await makeDashboardRun(dir, databaseUrl);
      try {
        return await measure({ browser, run, databaseUrl, served });
      } finally {
        await run.close();
        await served.end();
      }
    } finally {
      await browser.close();
      await server.close();
      await removePostgres({ stateDir });
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Site = { browser: Browser; run: DashboardRun; databaseUrl: string; served: Program };

async function measure({ browser, run, databaseUrl, served }: Site): Promise<Table> {
  const link = served.said;
  const context = await signIn(browser, link);
  const at = (path: string) => new URL(path, link).href;
  const write = (name: string) => ({ databaseUrl, run: run.run, name, sessions: seats, perSecond, seconds });
  const rows: string[][] = [];
  const long: string[] = [];
  const watch = async (name: string, words: string, url: string, by: Program) => {
    const page = await openPage(context, url);
    const watched = await watchWriting(page, run, write(name), by.pid);
    rows.push([words, ...cellsOf(watched)]);
    long.push(...watched.longTasks.map(({ ms, afterS }) => `${words}: ${ms} ms after ${afterS} s`));
    await page.close();
  };

  const bare = await startProgram(['house/run.mjs', 'bench/dashboard-floor.ts', databaseUrl], {
    says: /(http:\/\/\S+)/,
  });
  try {
    await watch('bare', 'bare EventSource', bare.said, bare);
  } finally {
    await bare.end();
  }
  const few = await countEvents(run);
  const openedFew = [
    await timeOpening(context, run, at('/')),
    await timeOpening(context, run, at('/events')),
  ];
  await watch('few', `command view, ${few} past events`, at('/'), served);
  await run.layPast(past);
  const many = await countEvents(run);
  const openedMany = [
    await timeOpening(context, run, at('/')),
    await timeOpening(context, run, at('/events')),
  ];
  const reached = await reach(context, run, at('/events'));
  await watch('many', `command view, ${many} past events`, at('/'), served);
  await watch('log', `event log, ${many} past events`, at('/events'), served);
  return {
    columns: [
      '',
      'events',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'most ms',
      'unseen',
      `over ${longMs} ms`,
      'page CPU',
      'server CPU',
      'load',
    ],
    rows,
    notes: [
      'from the answer to the commit, in the process that writes, to the message after the frame that painted the row: the clock of one machine; aim: p95 under 250 ms on 2 cores',
      'CPU: milliseconds of the page’s own thread, and of the server’s process, for each event: they tell of the page itself where others load the machine',
      `tasks of the page over ${longMs} ms: ${long.length === 0 ? 'none' : long.join('; ')}`,
      `from the address to the newest event painted, ${few} events: command view ${openedFew.join(', event log ')}`,
      `the same with ${many} events: command view ${openedMany.join(', event log ')}`,
      ...reached,
    ],
  };
}

async function signIn(browser: Browser, link: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript({ path: resolve('house/bench/watch-paint.js') });
  const page = await openPage(context, link);
  await page.locator('.facts').waitFor();
  await page.close();
  return context;
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(url);
  return page;
}

const countEvents = async ({ query }: DashboardRun): Promise<number> =>
  (await query<{ count: number }>('select count(*)::int as count from muster.events'))[0]!.count;

/** In milliseconds, in a page of its own: what it has loaded before is in the browser's cache, as whoever comes back has it. */
async function timeOpening(context: BrowserContext, { query }: DashboardRun, url: string): Promise<string> {
  const [newest] = await query<{ id: number }>('select max(id)::int as id from muster.events');
  const page = await openPage(context, url);
  const ms = await page.evaluate<number | null>(`watch.whenPainted(${newest!.id})`);
  await page.close();
  return wordsOfTime(ms);
}

async function reach(context: BrowserContext, { query }: DashboardRun, url: string): Promise<string[]> {
  const page = await openPage(context, url);
  await page.locator('.log-row').first().waitFor();
  const byScroll: string[] = [];
  const bySearch: string[] = [];
  for (const id of sought) {
    const [newer] = await query<{ count: number }>(
      'select count(*)::int as count from muster.events where id > $1',
      [id],
    );
    const ms = await page.evaluate<number | null>(`watch.reachByScroll(${id}, ${newer!.count})`);
    byScroll.push(`${id} in ${wordsOfTime(ms)}`);
  }
  for (const id of sought) {
    const ms = await page.evaluate<number | null>(`watch.reachBySearch(${id})`);
    bySearch.push(`${id} in ${wordsOfTime(ms)}`);
  }
  await page.close();
  return [`events reached by scroll: ${byScroll.join(', ')}`, `by search: ${bySearch.join(', ')}`];
}

const wordsOfTime = (ms: number | null): string =>
  ms === null ? 'more than 20 s: not at all' : `${Math.round(ms)} ms`;

type Watched = {
  /** Sorted. */
  delaysMs: number[];
  unseen: number;
  longTasks: { ms: number; afterS: string }[];
  /** Milliseconds for each event; NaN where the system does not tell. */
  cpu: { page: number; server: number };
  load: number;
};

async function watchWriting(
  page: Page,
  { query }: DashboardRun,
  order: WriterOrder,
  server: number,
): Promise<Watched> {
  // What a page does to open is not what it does while events come.
  await page.waitForTimeout(3_000);
  const pageCpu = await meterPage(page);
  const before = { page: await pageCpu(), server: cpuOf(server) };
  const from = Date.now();
  const written = await write(order);
  await page.waitForTimeout(1_000);
  const each = (ms: number) => ms / written.length;
  const cpu = { page: each((await pageCpu()) - before.page), server: each(cpuOf(server) - before.server) };
  const { painted, longTasks } = await page.evaluate<{
    painted: Record<number, number>;
    longTasks: { at: number; ms: number }[];
  }>('({ painted: watch.painted, longTasks: watch.longTasks })');
  const ids = new Map(
    (
      await query<{ id: string; key: string }>(
        'select id, key from muster.events where starts_with(key, $1)',
        [`${order.name}:`],
      )
    ).map(({ id, key }) => [key, Number(id)]),
  );
  const delays = written.map(({ key, committedAt }) => {
    const paintedAt = painted[ids.get(key) ?? 0];
    return paintedAt === undefined ? undefined : paintedAt - committedAt;
  });
  return {
    delaysMs: delays.filter((ms) => ms !== undefined).toSorted((a, b) => a - b),
    unseen: delays.filter((ms) => ms === undefined).length,
    longTasks: longTasks
      .filter(({ at, ms }) => at >= from && ms > longMs)
      .map(({ at, ms }) => ({ ms: Math.round(ms), afterS: ((at - from) / 1000).toFixed(1) })),
    cpu,
    load: loadavg()[0]!,
  };
}

async function write(order: WriterOrder): Promise<Written> {
  const program = await startProgram(['house/run.mjs', 'bench/dashboard-writer.ts', JSON.stringify(order)], {
    says: /^(\[.*\])$/m,
  });
  await program.end();
  return JSON.parse(program.said) as Written;
}

/** The processor time of the page's own thread, in milliseconds. */
async function meterPage(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
}

/** The processor time of a process, in milliseconds; Linux counts it in hundredths of a second. */
function cpuOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function cellsOf({ delaysMs, unseen, longTasks, cpu, load }: Watched): string[] {
  const share = (part: number) => String(delaysMs[Math.ceil(part * delaysMs.length) - 1] ?? 'none');
  return [
    String(delaysMs.length),
    ...[0.5, 0.95, 0.99, 1].map(share),
    String(unseen),
    String(longTasks.length),
    cpu.page.toFixed(1),
    cpu.server.toFixed(1),
    load.toFixed(1),
  ];
}

type Program = { pid: number; said: string; end(): Promise<void> };

/** Starts a program of this clone and waits for what it has to say. */
async function startProgram(
  [file, ...args]: [string, ...string[]],
  { says, cwd = process.cwd(), env = {} }: { says: RegExp; cwd?: string; env?: Record<string, string> },
): Promise<Program> {
  const child = spawn(process.execPath, [resolve(file), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said = await wordsOf(child, says);
  return {
    pid: child.pid!,
    said,
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

function wordsOf(child: ChildProcess, says: RegExp): Promise<string> {
  return new Promise((fulfil, refuse) => {
    let text = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.stdout!.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const found = says.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      fulfil(found[1]!);
    });
    child.once('close', () => {
      clearTimeout(timer);
      refuse(new Error(`${child.spawnargs.join(' ')} ended without saying ${says}: ${text}`));
    });
  });
}
