import type { ConnectedAccount } from '@musterhub/channels';
import { type Brand, factOf, type Platform } from '@musterhub/rules';
import {
  endAlert,
  type FedBy,
  findAccount,
  forgetCredentials,
  insertAccount,
  insertCredential,
  readChannelAccounts,
  readCredentials,
  setAccountBrand,
  setChannelAccount,
  storeRefreshed,
  wakePublications,
} from '@musterhub/store';
import { ApiError } from './api-error.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';
import { decideFeed } from './refuse-other-feed.ts';

/** Between a late post and its neighbours, where no brand says otherwise. */
const usualSpacingHours = 1;
/** Instagram extends no token that is younger than this. */
const youngestRefreshMs: Record<Platform, number> = {
  instagram: factOf('instagram.token_refresh_age') * 1000,
  facebook: 0,
  x: 0,
};

/** Accounts that somebody has just said yes for: new ones are added, known ones get their new keys and go on. */
export async function keepConnected(
  hub: Hub,
  order: {
    platform: Platform;
    accounts: readonly ConnectedAccount[];
    brand: string | null;
    fedBy: FedBy;
  },
): Promise<{ id: string; name: string }[]> {
  await decideFeed(hub, order.fedBy, 'account');
  const brand = order.brand === null ? undefined : await getBrand(hub, order.brand);
  const kept: { id: string; name: string }[] = [];
  for (const account of order.accounts) kept.push(await keepOne(hub, order.platform, account, brand));
  if (brand !== undefined) await assignChannels(hub, order.platform, brand, kept);
  await wakePublications(hub.store, hub.now(), 'open');
  return kept;
}

async function keepOne(
  { store, now }: Hub,
  platform: Platform,
  { id: remoteId, name, grant }: ConnectedAccount,
  brand: Brand | undefined,
): Promise<{ id: string; name: string }> {
  const id = `${platform}/${remoteId}`;
  const issuedAt = now();
  if ((await findAccount(store.database, id)) === undefined) {
    const spacingMs = (brand?.spacing.hours ?? usualSpacingHours) * 3_600_000;
    await insertAccount(store, {
      id,
      platform,
      remoteId,
      name,
      spacingMs,
      canHandOff: true,
      connectedAt: issuedAt,
    });
  }
  if (brand !== undefined) await setAccountBrand(store, id, brand.brand);
  const { accessToken, refreshToken, expiresAt } = grant;
  const tokens = { accessToken, refreshToken, issuedAt, expiresAt };
  const [first] = await readCredentials(store.database, id);
  if (first === undefined) {
    const credential = {
      id: `${id}/1`,
      account: id,
      rank: 1,
      youngestRefreshMs: youngestRefreshMs[platform],
    };
    await insertCredential(store, credential, tokens);
  } else if (!(await storeRefreshed(store, first, tokens)))
    throw new ApiError('refused', `${name} was connected by somebody else at the same moment.`, {
      account: id,
    });
  await endAlert(store.database, { kind: 'reconnect', subject: `${id}/1`, at: issuedAt });
  return { id, name };
}

/** A channel finds its account by the name that readers know it by; the only one of a platform without being asked. */
async function assignChannels(
  { store }: Hub,
  platform: Platform,
  brand: Brand,
  accounts: readonly { id: string; name: string }[],
): Promise<void> {
  const taken = new Set(
    (await readChannelAccounts(store.database, brand.brand)).map(({ channel }) => channel),
  );
  const open = brand.channels.filter((channel) => channel.platform === platform && !taken.has(channel.id));
  const plain = (name: string) => name.replace(/^@/, '').toLowerCase();
  for (const channel of open) {
    const named = accounts.find(({ name }) => plain(name) === plain(channel.account));
    const only = open.length === 1 && accounts.length === 1 ? accounts[0] : undefined;
    const account = named ?? only;
    if (account !== undefined)
      await setChannelAccount(store, { brand: brand.brand, channel: channel.id, account: account.id });
  }
}

/** Forgets the keys of an account; answers how many. */
export async function disconnect({ store }: Hub, account: string): Promise<number> {
  if ((await findAccount(store.database, account)) === undefined)
    throw new ApiError('not_found', `There is no account ${account}.`, { account });
  return forgetCredentials(store, account);
}
