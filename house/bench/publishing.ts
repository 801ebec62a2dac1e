import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import {
  cloneDatabase,
  makePool,
  openPostgres,
  readMigrations,
  removePostgres,
  runMigrations,
} from '@musterhq/postgres';
import { openFloorQueue } from '@musterhub/jobs/floor';
import { contentHash, type Platform, type Post, platforms, preparationMs } from '@musterhub/rules';
import { makeSandbox, type Sandbox, type SandboxAccount } from '@musterhub/sandbox';
import { insertAccount, insertCredential, makeStore, takeFence } from '@musterhub/store';
import type { Benchmark, Table } from './benchmark.ts';
import { benchKeys, type WorkerOrder } from './publishing-order.ts';
import { drawFrom } from './random.ts';

const hourMs = 3_600_000;
const home = '/var/tmp';
const picture = readFileSync(resolve('hub/jobs/test/fixtures/square.jpg'));
const pictureHash = createHash('sha256').update(picture).digest('hex');
/** Instagram lets an account publish 50 times a day: no more than 45 fall to each. */
const accountsOf: Record<Platform, number> = { instagram: 62, facebook: 84, x: 64 };
const shareOf: Record<Platform, number> = { instagram: 0.27, facebook: 0.45, x: 0.28 };
const photosOfFacebook = 0.35;

/** A month's worth of posts for many accounts, all in one hour, on two workers of which one is killed half-way. */
export const publishing: Benchmark = {
  name: 'publishing',
  title:
    'slots due within one hour of the hub, two workers, one killed half-way; beside it bare enqueue and dequeue',
  async run({ slots: count = 10_000, rate = 4 }): Promise<Table> {
    const folder = mkdtempSync(join(home, 'muster-publishing-'));
    const stateDir = join(folder, 'state');
    const server = await openPostgres({ stateDir });
    try {
      const databaseOf = async (template: string) =>
        server.url(await cloneDatabase(server, { template, migrate }));
      const published = await measurePublishing(await databaseOf('publishing'), { count, rate });
      tell(
        `${fateOf(published)}; late p50 ${secondsAt(published.latenessMs, 0.5)} s, p99 ${secondsAt(published.latenessMs, 0.99)} s of the hub`,
      );
      const floor = await measureFloor(await databaseOf('publishing'), { slots: published.slots, rate });
      return tableOf(published, floor, rate);
    } finally {
      await server.close();
      await removePostgres({ stateDir });
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Slot = { id: string; account: string; dueMs: number; post: Post };
type Published = {
  slots: Slot[];
  accounts: number;
  media: number;
  latenessMs: number[];
  duplicates: number;
  lost: number;
  verified: number;
  killedAtMs: number;
  wallMs: number;
  load: number;
};

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'bench', max: 1 });
  const migrations = readMigrations(resolve('hub/store/migrations'));
  await runMigrations(pool, { schema: 'hub_migrations', migrations }).finally(() => pool.end());
}

async function measurePublishing(
  databaseUrl: string,
  { count, rate }: { count: number; rate: number },
): Promise<Published> {
  const startsAt = new Date('2026-12-01T09:00:00Z');
  const sandbox = await makeSandbox({
    seed: 1,
    startAt: startsAt,
    accounts: accountsOf,
    rules: { x: { creditsMicroDollars: 1e12 } },
  });
  const media = await servePicture();
  const pool = makePool(databaseUrl, { applicationName: 'bench', max: 4 });
  const workers: WorkerProcess[] = [];
  try {
    const store = makeStore(pool, benchKeys);
    const accounts = sandbox.accounts.list();
    await connect(store, accounts, startsAt);
    const slots = drawSlots(accounts, count);
    await insertSlots(pool, slots, startsAt);
    const { generation } = await takeFence(store);
    const clock = { startsAt: startsAt.toISOString(), startedAt: Date.now(), rate };
    sandbox.clock.setRate(rate);
    const { hosts } = sandbox;
    const order = { databaseUrl, hosts, mediaBase: media.base, generation, clock, does: 'publish' as const };
    for (const name of ['first', 'second']) workers.push(await startProcess({ ...order, name }));
    const wallStart = Date.now();
    await until(() => sandbox.now().getTime() >= startsAt.getTime() + preparationMs + hourMs / 2, 4 * hourMs);
    workers[0]!.child.kill('SIGKILL');
    tell('one of the two workers is killed');
    const killedAtMs = sandbox.now().getTime() - startsAt.getTime();
    const open = async () => {
      const { rows } = await pool.query<{ left: number }>(
        `select count(*)::int as left from hub.publications where state = 'open' or (state = 'published' and verification = 'none' and verifications < 5)`,
      );
      return rows[0]!.left;
    };
    const end = Date.now() + (2 * hourMs) / rate + 600_000;
    for (let left = await open(), told = left; left > 0 && Date.now() < end; left = await open()) {
      if (told - left >= count / 10) {
        tell(`${count - left} of ${count} are out and read back`);
        told = left;
      }
      await pause(1_000);
    }
    const wallMs = Date.now() - wallStart;
    return {
      ...(await judge(pool, sandbox, slots)),
      slots,
      accounts: accounts.length,
      killedAtMs,
      wallMs,
      load: loadavg()[1]!,
    };
  } finally {
    await Promise.all(workers.map(stopProcess));
    await Promise.all([sandbox.close(), media.close(), pool.end()]);
  }
}

async function judge(pool: ReturnType<typeof makePool>, sandbox: Sandbox, slots: readonly Slot[]) {
  const { rows } = await pool.query<{ late: number; verification: string }>(
    `select extract(epoch from published_at - due_at) * 1000 as late, verification from hub.publications where state = 'published'`,
  );
  const shown = await sandbox.inspect.posts({ visible: true });
  const perText = new Map<string, number>();
  for (const { text } of shown) perText.set(text, (perText.get(text) ?? 0) + 1);
  return {
    latenessMs: rows.map(({ late }) => Number(late)).toSorted((a, b) => a - b),
    verified: rows.filter(({ verification }) => verification === 'matched').length,
    duplicates: [...perText.values()].filter((count) => count > 1).length,
    lost: slots.filter(({ post }) => !perText.has(post.text)).length,
    media: slots.filter(({ post }) => post.media.length > 0).length,
  };
}

/** Spread over an hour by chance, and as evenly over the accounts of a platform as it goes. */
function drawSlots(accounts: readonly SandboxAccount[], count: number): Slot[] {
  const random = drawFrom(7);
  const slots: Slot[] = [];
  for (const platform of platforms) {
    const own = accounts.filter((account) => account.platform === platform);
    const wanted = Math.round(count * shareOf[platform]);
    for (let at = 0; at < wanted; at += 1) {
      const { id } = own[at % own.length]!;
      const dueMs = preparationMs + Math.floor(random() * hourMs);
      const text = `Slot ${slots.length} of ${platform}`;
      const hasMedia = platform === 'instagram' || (platform === 'facebook' && random() < photosOfFacebook);
      slots.push({
        id: `s${slots.length}`,
        account: `${platform}/${id}`,
        dueMs,
        post: postOf(platform, text, hasMedia),
      });
    }
  }
  return slots;
}

function postOf(platform: Platform, text: string, hasMedia: boolean): Post {
  const medium = {
    sha256: pictureHash,
    type: 'image/jpeg',
    bytes: picture.length,
    width: 320,
    height: 320,
    altText: 'A square',
  } as const;
  return {
    platform,
    kind: hasMedia ? 'photo' : 'text',
    text,
    media: hasMedia ? [medium] : [],
    disclosure: { aiGenerated: false, paidPartnership: false },
  };
}

async function connect(
  store: Parameters<typeof insertAccount>[0],
  accounts: readonly SandboxAccount[],
  at: Date,
): Promise<void> {
  for (const { platform, id: remoteId, name, accessToken, refreshToken } of accounts) {
    const id = `${platform}/${remoteId}`;
    await insertAccount(store, { id, platform, remoteId, name, spacingMs: 0, connectedAt: at });
    const tokens = { accessToken, refreshToken, issuedAt: at, expiresAt: undefined };
    await insertCredential(store, { id: `${id}/1`, account: id, rank: 1 }, tokens);
  }
}

/** What `insertItem`, `approveItem` and `schedulePublication` write for each, in four statements. */
async function insertSlots(
  pool: ReturnType<typeof makePool>,
  slots: readonly Slot[],
  startsAt: Date,
): Promise<void> {
  const rows = slots.map(({ id, account, dueMs, post }) => {
    const due = new Date(startsAt.getTime() + dueMs);
    return {
      id,
      account,
      due,
      wall: due.toISOString().slice(0, 19),
      wake: new Date(due.getTime() - preparationMs),
      post,
      hash: contentHash(post),
    };
  });
  const source = `jsonb_to_recordset($1::jsonb) as s(id text, account text, due timestamptz, wall text, wake timestamptz, post jsonb, hash text)`;
  const statements = [
    `insert into hub.items (id, account, wall_time, zone, decision, due_at, publishes, late_after_ms, late_action, changed_at)
     select id, account, wall, 'UTC', 'plain', due, 'A', 86400000, 'publish', now() from ${source}`,
    `insert into hub.variants (item, variant, factor, post, content_hash) select id, 'A', 'none', post, hash from ${source}`,
    `insert into hub.approvals (item, content_hash, rules_version, by, approved_at) select id, hash, '1', 'bench', now() from ${source}`,
    `insert into hub.publications (id, item, account, approval, post, content_hash, state, due_at, late_after_ms, late_action, wake_at, created_at)
     select s.id || '#1', s.id, s.account, a.id, s.post, s.hash, 'open', s.due, 86400000, 'publish', s.wake, now() from ${source} join hub.approvals a on a.item = s.id`,
  ];
  for (const statement of statements) await pool.query(statement, [JSON.stringify(rows)]);
  await pool.query('analyze');
}

/** The same slots at the same hours as empty workflows on the same queue, taken by two processes of which none is killed. */
async function measureFloor(
  databaseUrl: string,
  { slots, rate }: { slots: readonly Slot[]; rate: number },
): Promise<{ latenessMs: number[]; wallMs: number; load: number }> {
  const queue = await openFloorQueue(databaseUrl);
  const workers: WorkerProcess[] = [];
  try {
    const clock = { startsAt: new Date(0).toISOString(), startedAt: Date.now(), rate };
    const order = { databaseUrl, hosts: {}, mediaBase: '', generation: 0, clock, does: 'floor' as const };
    for (const name of ['first', 'second']) workers.push(await startProcess({ ...order, name }));
    const began = Date.now();
    const dueAt = new Map<string, number>();
    for (const { id, account, dueMs } of slots.toSorted((a, b) => a.dueMs - b.dueMs)) {
      const due = began + dueMs / rate;
      if (due > Date.now()) await pause(due - Date.now());
      dueAt.set(id, due);
      await queue.enqueue(id, account);
    }
    let rows = await queue.readDone();
    for (
      const end = Date.now() + 600_000;
      rows.length < slots.length && Date.now() < end;
      rows = await queue.readDone()
    )
      await pause(1_000);
    const latenessMs = rows.map(({ id, atMs }) => (atMs - dueAt.get(id)!) * rate).toSorted((a, b) => a - b);
    return { latenessMs, wallMs: Date.now() - began, load: loadavg()[1]! };
  } finally {
    await Promise.all(workers.map(stopProcess));
    await queue.stop();
  }
}

type WorkerProcess = { child: ChildProcess; ended: Promise<unknown> };

async function startProcess(order: WorkerOrder): Promise<WorkerProcess> {
  const child = spawn(
    process.execPath,
    [resolve('house/run.mjs'), 'bench/publishing-worker.ts', JSON.stringify(order)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const ready = new Promise<void>((fulfil) =>
    createInterface({ input: child.stdout! }).once('line', () => fulfil()),
  );
  await Promise.race([ready, ended]);
  if (child.exitCode !== null)
    throw new Error(`the worker ${order.name} ended with exit code ${child.exitCode}`);
  return { child, ended };
}

async function stopProcess({ child, ended }: WorkerProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(timer);
}

async function servePicture(): Promise<{ base: string; close(): Promise<void> }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' });
    response.end(picture);
  });
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((fulfil) => {
        server.close(() => fulfil());
        server.closeAllConnections();
      }),
  };
}

const pause = (ms: number) => new Promise<void>((fulfil) => setTimeout(fulfil, ms));

async function until(isSo: () => boolean, atMostMs: number): Promise<void> {
  for (const end = Date.now() + atMostMs; !isSo() && Date.now() < end; ) await pause(100);
}

/** The smallest that so great a share of all does not exceed. */
function shareAt(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

function secondsAt(sorted: readonly number[], share: number): string {
  return (shareAt(sorted, share) / 1000).toFixed(2);
}

/** A run takes as long as the hour at its rate: what is known already is said beside the table. */
function tell(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
}

function fateOf(published: Published): string {
  return `duplicates ${published.duplicates}, lost ${published.lost}, read back and found as meant ${published.verified}; one of two workers killed after ${(published.killedAtMs / 60_000).toFixed(0)} minutes of the hub`;
}

function tableOf(
  published: Published,
  floor: { latenessMs: number[]; wallMs: number; load: number },
  rate: number,
): Table {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const row = (
    name: string,
    { latenessMs, wallMs, load }: { latenessMs: number[]; wallMs: number; load: number },
  ) => {
    const [p50, p99] = [shareAt(latenessMs, 0.5), shareAt(latenessMs, 0.99)];
    return [
      name,
      String(latenessMs.length),
      ...[p50, p99, p50 / rate, p99 / rate].map(seconds),
      (wallMs / 60_000).toFixed(1),
      load.toFixed(1),
    ];
  };
  const ratio = (share: number) =>
    (shareAt(published.latenessMs, share) / shareAt(floor.latenessMs, share)).toFixed(1);
  return {
    columns: ['', 'done', 'late p50 s', 'p99 s', 'wall p50 s', 'p99 s', 'minutes', 'load'],
    rows: [
      row('published', published),
      row('bare enqueue and dequeue', floor),
      ['ratio', '', ratio(0.5), ratio(0.99), ratio(0.5), ratio(0.99), '', ''],
    ],
    notes: [
      `${published.slots.length} slots of ${published.accounts} accounts, ${((100 * published.media) / published.slots.length).toFixed(0)} % with media, in one hour of the hub at ${rate} times the wall's speed`,
      fateOf(published),
      'late: from the hour of the slot to its post being out (the hub’s time, and the wall’s); of the empty workflow to its end',
    ],
  };
}
