import { connectSandbox, disconnect, inviteToConnect, readSandbox, storeBrand } from '@musterhub/api';
import type { Platform } from '@musterhub/rules';
import { readAccounts, readAllCredentials, readBrands, readChannelAccounts } from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { noteAction } from '../note-action.ts';
import { withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readBrand } from '../read-input.ts';
import { readServeFile } from '../serve-file.ts';
import { readPlatforms } from '../start-publishing.ts';

type Flags = { json?: boolean };

export async function accountsList(environment: Environment, flags: Flags): Promise<void> {
  await withHub(environment, async ({ hub }) => {
    const { database } = hub.store;
    const [accounts, credentials, brands] = await Promise.all([
      readAccounts(database),
      readAllCredentials(database),
      readBrands(database),
    ]);
    const channels = (await Promise.all(brands.map(({ id }) => readChannelAccounts(database, id)))).flat();
    const listed = accounts.map(({ id, name, platform, breaker }) => ({
      ...{ id, name, platform },
      breaker: breaker.state,
      channels: channels
        .filter(({ account }) => account === id)
        .map(({ brand, channel }) => `${brand}/${channel}`),
      keys: credentials
        .filter(({ account }) => account === id)
        .map(({ state, expiresAt, canRefresh }) => ({
          state,
          expiresAt: expiresAt?.toISOString() ?? null,
          canRefresh,
        })),
    }));
    print({ accounts: listed }, flags.json, () =>
      listed.length === 0
        ? ["No account is connected. 'hub accounts connect PLATFORM --brand FILE' connects one."]
        : listed.map(({ id, name, keys, channels: its, breaker }) => {
            const [key] = keys;
            const end = key?.expiresAt === null ? 'no known end' : `until ${key?.expiresAt}`;
            return `${id}  ${name}  ${key === undefined ? 'no key' : `${key.state}, ${end}`}  ${its.join(', ')}${breaker === 'open' ? '  breaker open' : ''}`;
          }),
    );
  });
}

/** A link to the platform for a person's browser; in a sandbox all of a brand's channels at once, without anybody. */
export async function accountsConnect(
  environment: Environment,
  platform: Platform | undefined,
  flags: Flags & { brand?: string; sandbox?: boolean },
): Promise<void> {
  const brand = flags.brand === undefined ? undefined : await readBrand(environment, flags.brand);
  await withHub(environment, async (open) => {
    const { hub, setting, stateDir } = open;
    if (brand !== undefined) await storeBrand(hub, brand);
    const around = await readPlatforms(open, flags.sandbox === true);
    if (around.sandbox !== undefined) {
      if (brand === undefined)
        throw new HubError(
          'usage',
          'expected --brand FILE: accounts of the sandbox are connected for its channels',
        );
      const home = await readSandbox(around.sandbox.inspectionUrl);
      const connected = await connectSandbox(
        hub,
        { ...around.sandbox, home, connects: around.connects },
        brand,
      );
      await noteAction(open, 'hub accounts connect', brand.brand, { connected });
      return print({ sandbox: 'SANDBOX', connected }, flags.json, () => [
        ...connected.map(({ channel, account }) => `SANDBOX  ${channel} posts on ${account}`),
        `${connected.length} channels connected`,
      ]);
    }
    if (platform === undefined) throw new HubError('usage', 'expected instagram, facebook or x');
    const serving = await readServeFile(stateDir);
    const origin = setting.publicUrl ?? serving?.url;
    if (origin === undefined)
      throw new HubError('refused', "the link is answered by the hub itself: start 'hub serve' first");
    const inviting = {
      hub,
      apps: around.apps,
      origins: [origin],
      wallNow: () => new Date(),
      sandbox: undefined,
    };
    const { link, expiresAt } = await inviteToConnect(inviting, {
      platform,
      brand: brand?.brand,
      by: setting.actor,
    });
    print({ platform, link, expiresAt }, flags.json, () => [
      `Open this link in a browser that is logged in to ${platform}, once, until ${expiresAt}:`,
      `  ${link}`,
    ]);
  });
}

export async function accountsDisconnect(environment: Environment, id: string, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    const forgotten = await disconnect(open.hub, id);
    await noteAction(open, 'hub accounts disconnect', id, { forgotten });
    print({ account: id, forgotten }, flags.json, () => [`${forgotten} keys of ${id} are forgotten.`]);
  });
}
