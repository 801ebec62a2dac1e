import type { AddressInfo } from 'node:net';
import type { Platform } from '@musterhub/rules';
import type { FastifyInstance } from 'fastify';
import type { SandboxAccount, SandboxApp } from './account.ts';
import { type AudienceTruth, audienceTruth, type Effect, effectOf } from './audience.ts';
import { makeEmulatedHost } from './emulated-host.ts';
import { makeFacebookGraph, makeFacebookVideoGraph, makeRupload } from './facebook/facebook-endpoints.ts';
import { makeFacebookLogin } from './facebook/facebook-oauth.ts';
import { type Faults, makeFaults } from './faults.ts';
import { makeIds } from './ids.ts';
import { getAccount, type Inspection, makeInspection } from './inspect.ts';
import { makeInspectionServer } from './inspection-server.ts';
import { makeInstagramApi, makeInstagramGraph } from './instagram/instagram-endpoints.ts';
import { makeInstagramLogin } from './instagram/instagram-oauth.ts';
import { makeMediaStore } from './media-store.ts';
import { type SandboxRules, sandboxRulesSchema } from './sandbox-rules.ts';
import { addAccounts, addApp, type NewAccounts } from './seed-accounts.ts';
import { type Revocation, revokeFamily } from './token.ts';
import { makeVirtualClock, type VirtualClock } from './virtual-clock.ts';
import type { World } from './world.ts';
import { makeXApi } from './x/x-endpoints.ts';
import { makeXLogin } from './x/x-oauth.ts';

/** The real hosts that the sandbox plays. */
export const sandboxHosts = [
  'graph.instagram.com',
  'api.instagram.com',
  'www.instagram.com',
  'graph.facebook.com',
  'graph-video.facebook.com',
  'rupload.facebook.com',
  'www.facebook.com',
  'api.x.com',
  'x.com',
] as const;
export type SandboxHost = (typeof sandboxHosts)[number];

export type SandboxSetting = {
  seed: number;
  startAt: Date;
  /** Virtual milliseconds per real one; 0, the standing clock, unless told. */
  rate?: number;
  /** How many accounts there are at first; two of each unless told. */
  accounts?: Partial<Record<Platform, number>>;
  rules?: Parameters<typeof sandboxRulesSchema.parse>[0];
  /** The inspection listens here; any free port unless told. */
  inspectionPort?: number;
  /** Told what the clock shows after it was advanced or given another rate. */
  onClock?: (clock: { now: Date; rate: number }) => void;
};

export type SandboxAccounts = {
  list(platform?: Platform): SandboxAccount[];
  add(wanted: NewAccounts): SandboxAccount[];
  apps(platform?: Platform): SandboxApp[];
  addApp(wanted: Pick<SandboxApp, 'platform'> & Partial<SandboxApp>): SandboxApp;
  /** Every token of the account dies: the person took the app back, changed the password, and so on. */
  revoke(accountId: string, reason?: Revocation): void;
  /** Restricted accounts refuse to publish until they are free again. */
  restrict(accountId: string, isRestricted: boolean): void;
  /** What X's app has left to spend, in micro-dollars. */
  setCredits(microDollars: number): void;
};

export type SandboxAudience = {
  truth(accountId: string): AudienceTruth;
  /** What a pillar or a variant truly does. */
  effect(kind: 'pillar' | 'variant', name: string): Effect;
  setEffect(kind: 'pillar' | 'variant', name: string, effect: Effect): void;
  /** Posts of this text belong to this pillar and variant. */
  describe(text: string, labels: { pillar?: string; variant?: string }): void;
};

export type Sandbox = {
  /** The address that stands for each real host. */
  hosts: Record<SandboxHost, string>;
  inspectionUrl: string;
  accounts: SandboxAccounts;
  /** May be changed while the sandbox runs. */
  rules: SandboxRules;
  clock: VirtualClock;
  now(): Date;
  advance(ms: number): void;
  faults: Faults;
  inspect: Inspection;
  audience: SandboxAudience;
  close(): Promise<void>;
};

/** Local servers that behave like Instagram, Facebook Pages and X. Nothing that they are told reaches anyone. */
export async function makeSandbox(setting: SandboxSetting): Promise<Sandbox> {
  const world = makeWorld(setting);
  const servers: FastifyInstance[] = [];
  const listen = async (server: FastifyInstance, port = 0) => {
    servers.push(server);
    await server.listen({ host: '127.0.0.1', port });
    return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  };
  try {
    for (const emulated of [
      makeInstagramGraph(world),
      makeInstagramApi(world),
      makeInstagramLogin(world),
      makeFacebookGraph(world),
      makeFacebookVideoGraph(world),
      makeRupload(world),
      makeFacebookLogin(world),
      makeXApi(world),
      makeXLogin(world),
    ])
      world.hosts[emulated.host] = await listen(await makeEmulatedHost(world, emulated));
    const sandbox: Omit<Sandbox, 'inspectionUrl'> = {
      hosts: world.hosts as Record<SandboxHost, string>,
      accounts: makeAccounts(world),
      rules: world.rules,
      clock: world.clock,
      now: () => new Date(world.clock.now()),
      advance: (ms) => world.clock.advance(ms),
      faults: world.faults,
      inspect: makeInspection(world),
      audience: makeAudience(world),
      close: async () => void (await Promise.all(servers.map((server) => server.close()))),
    };
    const inspectionUrl = await listen(makeInspectionServer(world, sandbox), setting.inspectionPort);
    world.mediaBase = `${inspectionUrl}/media`;
    return { ...sandbox, inspectionUrl };
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    throw error;
  }
}

function makeWorld({ seed, startAt, rate, accounts = {}, rules = {}, onClock }: SandboxSetting): World {
  const clock = makeVirtualClock(startAt, rate, () =>
    onClock?.({ now: new Date(clock.now()), rate: clock.rate() }),
  );
  const parsed = sandboxRulesSchema.parse(rules);
  const world: World = {
    seed,
    clock,
    ids: makeIds(seed, clock),
    rules: parsed,
    faults: makeFaults(),
    media: makeMediaStore(),
    mediaBase: '',
    hosts: {},
    apps: new Map(),
    accounts: new Map(),
    facebookUsers: new Map(),
    tokens: new Map(),
    codes: new Map(),
    posts: new Map(),
    containers: new Map(),
    carouselItems: new Set(),
    facebookMedia: new Map(),
    xUploads: new Map(),
    windows: new Map(),
    moving: new Map(),
    metaUsage: new Map(),
    bill: {
      leftMicroDollars: parsed.x.creditsMicroDollars,
      charges: [],
      readToday: { day: '', subjects: new Set() },
    },
    scheduled: new Set(),
    late: [],
    requests: [],
    labels: new Map(),
    effects: new Map(),
  };
  // Pages first, so that the Instagram accounts find theirs.
  for (const platform of ['facebook', 'instagram', 'x'] as const) {
    addApp(world, { platform });
    const count = accounts[platform] ?? 2;
    if (count > 0) addAccounts(world, { platform, count });
  }
  return world;
}

function makeAccounts(world: World): SandboxAccounts {
  const ofPlatform = <T extends { platform: Platform }>(all: Iterable<T>, platform?: Platform) =>
    [...all].filter((one) => platform === undefined || one.platform === platform);
  return {
    list: (platform) => ofPlatform(world.accounts.values(), platform),
    add: (wanted) => addAccounts(world, wanted),
    apps: (platform) => ofPlatform(world.apps.values(), platform),
    addApp: (wanted) => addApp(world, wanted),
    revoke(accountId, reason = 'revoked') {
      getAccount(world, accountId);
      for (const token of world.tokens.values())
        if (token.subjectId === accountId) revokeFamily(world.tokens, token.family, reason);
    },
    restrict(accountId, isRestricted) {
      getAccount(world, accountId).restricted = isRestricted;
    },
    setCredits(microDollars) {
      world.bill.leftMicroDollars = microDollars;
    },
  };
}

function makeAudience(world: World): SandboxAudience {
  return {
    truth: (accountId) => audienceTruth(world, getAccount(world, accountId)),
    effect: (kind, name) => effectOf(world, kind, name),
    setEffect: (kind, name, effect) => void world.effects.set(`${kind} ${name}`, effect),
    describe: (text, labels) => void world.labels.set(text.normalize('NFC'), labels),
  };
}
