import { fileURLToPath } from 'node:url';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { makeTestDatabase } from '@musterhq/testing';
import { type Channel, type ChannelSetting, makeChannel } from '@musterhub/channels';
import { contentHash, type LatePolicy, type Platform, type Post, platforms } from '@musterhub/rules';
import { makeSandbox, type Sandbox } from '@musterhub/sandbox';
import {
  approveItem,
  type Fence,
  insertAccount,
  insertCredential,
  insertItem,
  insertWorker,
  makeStore,
  type Store,
  schedulePublication,
  takeFence,
} from '@musterhub/store';
import type { Pool } from 'pg';
import { type Context, type HubClock, makeHubClock, usualLimits } from '../src/index.ts';
import { refusesTokens, testKeys } from './make-context.ts';
import { type MediaServer, serveMedia } from './serve-media.ts';

const startAt = new Date('2026-12-01T09:00:00Z');
const migrations = readMigrations(fileURLToPath(new URL('../../store/migrations', import.meta.url)));

export type World = {
  store: Store;
  pool: Pool;
  url: string;
  sandbox: Sandbox;
  media: MediaServer;
  fence: Fence;
  clock: HubClock;
  setting: ChannelSetting;
  /** A worker of this hub; `wrap` stands between it and the platforms. */
  worker(wrap?: (channel: Channel) => Channel): Promise<Context>;
  /** An account of the sandbox's own, connected. */
  connect(platform: Platform, more?: { spacingMs?: number; canHandOff?: boolean }): Promise<ConnectedAccount>;
  /** An approved item with its publication. */
  plan(account: string, post: Post, more?: { dueAt?: Date; late?: LatePolicy }): Promise<string>;
  close(): Promise<void>;
};
/** What is chosen of the platforms' behaviour, by platform. */
export type SandboxRules = { facebook?: object; x?: object };
export type ConnectedAccount = { id: string; remoteId: string; credential: string };

/**
 * The hub's store and the sandbox, on one clock that stands still until somebody waits for it: then it is there. So waits of hours
 * take no time, and the same run is the same every time. With a rate it runs, for workers in processes of their own.
 */
export async function makeWorld(options: { rate?: number; rules?: SandboxRules } = {}): Promise<World> {
  const database = await makeTestDatabase({ template: 'hub-jobs', migrate });
  const pool = makePool(database.url, { applicationName: 'jobs-test', max: 6 });
  const store = makeStore(pool, testKeys);
  const sandbox = await makeSandbox({
    seed: 7,
    startAt,
    rate: options.rate ?? 0,
    accounts: { instagram: 0, facebook: 0, x: 0 },
    rules: { ...options.rules, x: { creditsMicroDollars: 1e12, ...options.rules?.x } },
  });
  const media = await serveMedia();
  const clock =
    options.rate === undefined
      ? standingClock(sandbox)
      : makeHubClock({ startsAt: sandbox.now(), startedAt: Date.now(), rate: options.rate });
  const setting: ChannelSetting = {
    hosts: sandbox.hosts,
    mediaUrl: media.mediaUrl,
    mediaBytes: media.mediaBytes,
    mediaPart: async (sha256, start, end) => (await media.mediaBytes(sha256)).subarray(start, end),
    timeoutMs: 10_000,
    now: clock.now,
  };
  const fence = await takeFence(store);
  let count = 0;
  const world: World = {
    store,
    pool,
    url: database.url,
    sandbox,
    media,
    fence,
    clock,
    setting,
    async worker(wrap = (channel) => channel) {
      count += 1;
      const worker = `w${count}`;
      await insertWorker(store, { id: worker, generation: fence.generation });
      const channels = Object.fromEntries(
        platforms.map((platform) => [platform, wrap(makeChannel(platform, setting))]),
      ) as Context['channels'];
      return { store, fence, worker, channels, refreshTokens: refusesTokens, clock, limits: usualLimits };
    },
    connect: (platform, more) => connect(world, platform, more),
    plan: (account, post, more) => plan(world, account, post, more),
    async close() {
      await pool.end();
      await Promise.all([database.remove(), sandbox.close(), media.close()]);
    },
  };
  return world;
}

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'jobs-test-template', max: 1 });
  try {
    await runMigrations(pool, { schema: 'hub_migrations', migrations });
  } finally {
    await pool.end();
  }
}

function standingClock(sandbox: Sandbox): HubClock {
  return {
    now: sandbox.now,
    wallMs: () => 0,
    async sleepUntil(until) {
      sandbox.advance(Math.max(0, until.getTime() - sandbox.now().getTime()));
    },
  };
}

async function connect(
  { store, sandbox }: World,
  platform: Platform,
  { spacingMs = 0, canHandOff = false }: { spacingMs?: number; canHandOff?: boolean } = {},
): Promise<ConnectedAccount> {
  const [account] = sandbox.accounts.add({ platform });
  const { id: remoteId, name, accessToken, refreshToken } = account!;
  const id = `${platform}/${remoteId}`;
  await insertAccount(store, {
    id,
    platform,
    remoteId,
    name,
    spacingMs,
    canHandOff,
    connectedAt: sandbox.now(),
  });
  const credential = `${id}/1`;
  await insertCredential(
    store,
    { id: credential, account: id, rank: 1 },
    { accessToken, refreshToken, issuedAt: sandbox.now(), expiresAt: undefined },
  );
  return { id, remoteId, credential };
}

let items = 0;

async function plan(
  { store, sandbox }: World,
  account: string,
  post: Post,
  {
    dueAt = sandbox.now(),
    late = { afterMs: 24 * 3_600_000, action: 'publish' },
  }: { dueAt?: Date; late?: LatePolicy } = {},
): Promise<string> {
  items += 1;
  const item = `item${items}`;
  const hash = contentHash(post);
  await insertItem(
    store,
    {
      id: item,
      account,
      wallTime: dueAt.toISOString().slice(0, 19),
      zone: 'UTC',
      decision: 'plain',
      dueAt,
      publishes: 'A',
      lateAfterMs: late.afterMs,
      lateAction: late.action,
      changedAt: sandbox.now(),
    },
    [{ variant: 'A', factor: 'none', post, contentHash: hash }],
  );
  await approveItem(store, {
    item,
    contentHash: hash,
    rulesVersion: '1',
    by: 'the test',
    at: sandbox.now(),
  });
  return (await schedulePublication(store, item, sandbox.now())).publication.id;
}
