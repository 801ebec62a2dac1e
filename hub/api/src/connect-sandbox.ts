import type { Connect } from '@musterhub/channels';
import { type Brand, type Platform, platformSchema } from '@musterhub/rules';
import {
  getTokens,
  readAllCredentials,
  readBrands,
  readChannelAccounts,
  setChannelAccount,
} from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';
import { keepConnected } from './keep-connected.ts';
import { refuseOtherFeed } from './refuse-other-feed.ts';
import { newSecret } from './secrets.ts';

const timeoutMs = 15_000;
const clockSchema = z.object({ now: z.iso.datetime(), rate: z.number() });
const homeSchema = z.object({
  hosts: z.record(z.string(), z.url()),
  clock: clockSchema,
  apps: z.array(
    z.object({
      platform: platformSchema,
      clientId: z.string(),
      clientSecret: z.string(),
      isPublic: z.boolean(),
    }),
  ),
});
export type SandboxHome = z.infer<typeof homeSchema>;
const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      platform: platformSchema,
      id: z.string(),
      name: z.string(),
      username: z.string(),
      userId: z.string().optional(),
    }),
  ),
});

const knownSchema = z.object({ isKnown: z.boolean() });

/** Where a sandbox plays the platforms, its clock, and the apps that are registered with it. */
export async function readSandbox(inspectionUrl: string): Promise<SandboxHome> {
  return homeSchema.parse(await ask(`${inspectionUrl}/`));
}

type Played = {
  inspectionUrl: string;
  home: SandboxHome;
  connects: Readonly<Record<Platform, Connect>>;
};

/**
 * Connects an account of the sandbox for every channel of a brand that has none whose key works: over the same pages and with the same
 * codes as a person would, the yes given by us, since nobody lives there. A code of X lives for half a minute of the sandbox's clock, which
 * may be over in a blink: the clock stands meanwhile, and then catches up.
 */
export async function connectSandbox(
  hub: Hub,
  sandbox: Played,
  brand: Brand,
): Promise<{ channel: string; account: string }[]> {
  await refuseOtherFeed(hub, 'sandbox');
  const { rate } = clockSchema.parse(await ask(`${sandbox.inspectionUrl}/clock`));
  const stoodFrom = Date.now();
  await setClock(sandbox, { rate: 0 });
  try {
    return await connectChannels(hub, sandbox, brand);
  } finally {
    await setClock(sandbox, { rate, advanceMs: (Date.now() - stoodFrom) * rate });
  }
}

async function connectChannels(
  hub: Hub,
  sandbox: Played,
  brand: Brand,
): Promise<{ channel: string; account: string }[]> {
  const { database } = hub.store;
  const { accounts } = accountsSchema.parse(await ask(`${sandbox.inspectionUrl}/accounts`));
  const rows = await readChannelAccounts(database, brand.brand);
  const live = await readKnown(hub, sandbox);
  const taken = await readTaken(hub);
  const connected: { channel: string; account: string }[] = [];
  for (const channel of brand.channels) {
    const before = rows.find((row) => row.channel === channel.id)?.account;
    if (before !== undefined && live.has(before)) continue;
    const free = accounts.find(({ platform, id }) => {
      const name = `${platform}/${id}`;
      return platform === channel.platform && (before === undefined ? !taken.has(name) : name === before);
    });
    if (free === undefined)
      throw new ApiError(
        'refused',
        `The sandbox has no account left on ${channel.platform} for ${channel.id}: start it with more ('hub sandbox --accounts NUMBER').`,
      );
    const account = await connectOne(hub, sandbox, free);
    await setChannelAccount(hub.store, { brand: brand.brand, channel: channel.id, account });
    taken.add(account);
    connected.push({ channel: channel.id, account });
  }
  return connected;
}

/** The accounts that a channel of any brand posts on: two brands are two voices. */
async function readTaken({ store: { database } }: Hub): Promise<Set<string>> {
  const brands = await readBrands(database);
  const rows = await Promise.all(brands.map(({ id }) => readChannelAccounts(database, id)));
  return new Set(rows.flat().map(({ account }) => account));
}

/** The accounts whose key this very sandbox gave: one that was started anew knows none of those before. */
async function readKnown({ store }: Hub, { inspectionUrl }: Played): Promise<Set<string>> {
  const live = (await readAllCredentials(store.database)).filter(({ state }) => state === 'live');
  const known = new Set<string>();
  for (const { id, account } of live) {
    const { accessToken: token } = await getTokens(store, id);
    const { isKnown } = knownSchema.parse(await ask(`${inspectionUrl}/tokens/known`, { token }));
    if (isKnown) known.add(account);
  }
  return known;
}

async function connectOne(
  hub: Hub,
  sandbox: Played,
  { platform, id, name, userId = id }: z.infer<typeof accountsSchema>['accounts'][number],
): Promise<string> {
  const { connect, app, invitation, code } = await giveConsent(sandbox, platform, userId, id);
  const answer = await connect.exchangeCode(app, invitation, code);
  if (answer.kind !== 'connected') {
    const why = answer.kind === 'refused' ? answer.error.message : answer.cause;
    throw new ApiError('unreachable', `The sandbox of ${platform} did not connect ${name}: ${why}`);
  }
  const accounts = answer.accounts.filter((one) => one.id === id);
  const [kept] = await keepConnected(hub, { platform, accounts, brand: null, fedBy: 'sandbox' });
  if (kept === undefined) throw new ApiError('refused', `The sandbox did not give ${id} on ${platform}.`);
  return kept.id;
}

/** Presses the button of the consent page. Of Facebook it is a person who says yes, elsewhere the account. */
async function giveConsent(
  { home, connects }: { home: SandboxHome; connects: Readonly<Record<Platform, Connect>> },
  platform: Platform,
  person: string,
  account: string,
) {
  const known = home.apps.find((one) => one.platform === platform);
  if (known === undefined) throw new ApiError('refused', `The sandbox has no app of ${platform}.`);
  const app = { clientId: known.clientId, clientSecret: known.isPublic ? undefined : known.clientSecret };
  const invitation = {
    redirectUri: 'http://127.0.0.1/oauth/callback',
    state: newSecret(),
    verifier: newSecret(),
  };
  const connect = connects[platform];
  const response = await fetch(connect.authorizationUrl(app, invitation), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ account: platform === 'facebook' ? person : account, decision: 'allow' }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const location = response.headers.get('location');
  const code = location === null ? null : new URL(location).searchParams.get('code');
  if (code === null)
    throw new ApiError('refused', `The consent page of ${platform} answered ${response.status} and no code.`);
  return { connect, app, invitation, code };
}

async function setClock(
  { inspectionUrl }: Pick<Played, 'inspectionUrl'>,
  clock: { rate: number; advanceMs?: number },
): Promise<void> {
  await ask(`${inspectionUrl}/clock`, clock);
}

/** Reads, or with a body changes. */
async function ask(url: string, body?: object): Promise<unknown> {
  try {
    const response = await fetch(url, {
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return await response.json();
  } catch (cause) {
    throw new ApiError(
      'unreachable',
      `No sandbox answers at ${url}: 'hub sandbox' starts one.`,
      { url },
      { cause },
    );
  }
}
