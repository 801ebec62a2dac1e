import { randomBytes } from 'node:crypto';
import { readSandbox, refuseOtherFeed } from '@musterhub/api';
import { type AppCredentials, type Connect, type Hosts, makeChannel, makeConnect } from '@musterhub/channels';
import {
  type Context,
  type HubClock,
  makeWallClock,
  startWorker,
  usualLimits,
  type Worker,
} from '@musterhub/jobs';
import { brandSchema, type Platform, platforms, ruleSetOf } from '@musterhub/rules';
import { type Fence, readAccounts, readBrands, readFence, setBrand, takeFence } from '@musterhub/store';
import { findLiveSandbox } from './find-live-sandbox.ts';
import { followSandboxClock } from './follow-sandbox-clock.ts';
import { HubError } from './hub-error.ts';
import type { OpenHub } from './open-hub.ts';
import { readSandboxFile } from './sandbox-file.ts';

/** The platforms as this hub reaches them: the real ones, or a sandbox's. */
export type Platforms = {
  hosts: Hosts;
  clock: HubClock;
  apps: Partial<Record<Platform, AppCredentials>>;
  connects: Record<Platform, Connect>;
  sandbox: { inspectionUrl: string } | undefined;
  /** Rejects when the sandbox that was found is another one by now. */
  replaced: Promise<never>;
};

const timeoutMs = 30_000;
/** How often the database is asked for what is due; by a sandbox's clock a second of the wall may be a day. */
const everyMs = 1_000;
const everyMsInSandbox = 100;
const looksAtOnce = 20;

export async function readPlatforms(open: OpenHub, isSandbox: boolean): Promise<Platforms> {
  const { setting, stateDir } = open;
  // Before its first account a hub may be started for either.
  if ((await readAccounts(open.hub.store.database)).length > 0)
    await refuseOtherFeed(open.hub, isSandbox ? 'sandbox' : 'platforms');
  if (!isSandbox) {
    if (open.fedBy === undefined && (await findLiveSandbox(stateDir)) !== undefined)
      throw new HubError(
        'refused',
        'a sandbox runs in this folder, and its clock is that of every command here until an account is connected: add --sandbox, or end it first',
      );
    const replaced = new Promise<never>(() => undefined);
    return platformsOf({
      hosts: {},
      clock: makeWallClock(),
      apps: setting.apps,
      sandbox: undefined,
      replaced,
    });
  }
  const file = await readSandboxFile(stateDir);
  if (file === undefined)
    throw new HubError('refused', "no sandbox runs here: 'hub sandbox' in this folder starts one");
  const { inspectionUrl } = file;
  const home = await readSandbox(inspectionUrl);
  const apps = Object.fromEntries(
    home.apps.map(({ platform, clientId, clientSecret, isPublic }) => [
      platform,
      { clientId, clientSecret: isPublic ? undefined : clientSecret },
    ]),
  );
  const followed = followSandboxClock(stateDir, file);
  return platformsOf({ hosts: home.hosts, ...followed, apps, sandbox: { inspectionUrl } });
}

function platformsOf(parts: Omit<Platforms, 'connects'>): Platforms {
  const setting = { hosts: parts.hosts, timeoutMs, now: parts.clock.now };
  const connects = Object.fromEntries(platforms.map((one) => [one, makeConnect(one, setting)]));
  return { ...parts, connects: connects as Platforms['connects'] };
}

/** Starts a worker of this hub. `joins`: beside a hub that runs, under its fence; else the fence is taken. */
export async function startPublishing(
  open: OpenHub,
  around: Platforms,
  options: { mediaUrl: (sha256: string) => string; joins: boolean; trace: (...words: unknown[]) => void },
): Promise<Worker> {
  const { hub, setting, databaseUrl } = open;
  const { hosts, clock } = around;
  const fence = options.joins ? await joinFence(open) : await takeFence(hub.store);
  await renewRuleSets(open, clock);
  const channel = {
    hosts,
    mediaUrl: options.mediaUrl,
    mediaBytes: hub.media.read,
    mediaPart: hub.media.readPart,
    timeoutMs,
    now: clock.now,
  };
  const context: Context = {
    store: hub.store,
    fence,
    worker: `${setting.host}/${process.pid}/${randomBytes(4).toString('hex')}`,
    channels: Object.fromEntries(
      platforms.map((one) => [one, makeChannel(one, channel)]),
    ) as Context['channels'],
    refreshTokens: refreshWith(around),
    clock,
    limits: usualLimits,
  };
  return startWorker(context, {
    systemDatabaseUrl: databaseUrl,
    concurrency: looksAtOnce,
    everyMs: around.sandbox === undefined ? everyMs : everyMsInSandbox,
    trace: options.trace,
  });
}

/** Rules come with Muster too: after an upgrade what was approved is held against those of this version. */
async function renewRuleSets({ hub }: OpenHub, { now }: HubClock): Promise<void> {
  for (const brand of await readBrands(hub.store.database)) {
    const rulesVersion = ruleSetOf(brandSchema.parse(brand.profile));
    if (rulesVersion !== brand.rulesVersion)
      await setBrand(hub.store, { ...brand, rulesVersion, changedAt: now() });
  }
}

async function joinFence({ hub }: OpenHub): Promise<Fence> {
  const row = await readFence(hub.store.database);
  if (row === undefined || row.generation === 0 || row.withdrawnBecause !== null)
    throw new HubError('refused', "no hub runs that this worker could join: start 'hub serve' first");
  return { generation: row.generation };
}

function refreshWith({ connects, apps, clock }: Platforms): Context['refreshTokens'] {
  return async (platform, _, { accessToken, refreshToken }) => {
    const app = apps[platform];
    if (app === undefined) return { kind: 'unknown', cause: `no app of yours is named for ${platform}` };
    const old = { accessToken, refreshToken, expiresAt: undefined, scopes: [] };
    const answer = await connects[platform].refresh(app, old);
    const issuedAt = clock.now();
    switch (answer.kind) {
      case 'refreshed':
        return { kind: 'refreshed', tokens: { ...answer.grant, issuedAt } };
      case 'not_needed':
        return { kind: 'refreshed', tokens: { accessToken, refreshToken, issuedAt, expiresAt: undefined } };
      default:
        return answer;
    }
  };
}
