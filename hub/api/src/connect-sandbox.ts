import type { Connect } from '@musterhub/channels';
import { type Brand, type Platform, platformSchema } from '@musterhub/rules';
import { readChannelAccounts, setChannelAccount } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';
import { keepConnected } from './keep-connected.ts';
import { newSecret } from './secrets.ts';

const timeoutMs = 15_000;
const homeSchema = z.object({
  hosts: z.record(z.string(), z.url()),
  clock: z.object({ now: z.iso.datetime(), rate: z.number() }),
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

/** Where a sandbox plays the platforms, its clock, and the apps that are registered with it. */
export async function readSandbox(inspectionUrl: string): Promise<SandboxHome> {
  return homeSchema.parse(await ask(`${inspectionUrl}/`));
}

/**
 * Connects an account of the sandbox for every channel of a brand that has none: over the same pages and with the same codes as a person
 * would, the yes given by us, since nobody lives there.
 */
export async function connectSandbox(
  hub: Hub,
  sandbox: { inspectionUrl: string; home: SandboxHome; connects: Readonly<Record<Platform, Connect>> },
  brand: Brand,
): Promise<{ channel: string; account: string }[]> {
  const { store } = hub;
  const { accounts } = accountsSchema.parse(await ask(`${sandbox.inspectionUrl}/accounts`));
  const rows = await readChannelAccounts(store.database, brand.brand);
  const taken = new Set(rows.map(({ account }) => account));
  const connected: { channel: string; account: string }[] = [];
  for (const channel of brand.channels.filter(({ id }) => !rows.some((row) => row.channel === id))) {
    const free = accounts.find(
      ({ platform, id }) => platform === channel.platform && !taken.has(`${platform}/${id}`),
    );
    if (free === undefined)
      throw new ApiError(
        'refused',
        `The sandbox has no account left on ${channel.platform} for ${channel.id}: start it with more.`,
      );
    const code = await giveConsent(sandbox, channel.platform, free.userId ?? free.id, free.id);
    const answer = await code.connect.exchangeCode(code.app, code.invitation, code.code);
    if (answer.kind !== 'connected')
      throw new ApiError(
        'unreachable',
        `The sandbox of ${channel.platform} did not connect ${free.name}: ${JSON.stringify(answer)}`,
      );
    const own = answer.accounts.filter(({ id }) => id === free.id);
    const [kept] = await keepConnected(hub, {
      platform: channel.platform,
      accounts: own,
      brand: null,
      by: 'sandbox',
    });
    if (kept === undefined)
      throw new ApiError('refused', `The sandbox did not give ${free.id} on ${channel.platform}.`);
    await setChannelAccount(store, { brand: brand.brand, channel: channel.id, account: kept.id });
    taken.add(kept.id);
    connected.push({ channel: channel.id, account: kept.id });
  }
  return connected;
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

async function ask(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
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
