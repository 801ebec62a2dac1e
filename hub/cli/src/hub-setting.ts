import { hostname, userInfo } from 'node:os';
import type { AppCredentials } from '@musterhub/channels';
import { type Platform, platforms } from '@musterhub/rules';
import { HubError } from './hub-error.ts';

/** What the commands that open a hub take from the process around them: read here and nowhere else. */
export type HubSetting = {
  databaseUrl: string | undefined;
  /** 32 bytes as base64; else the key file of the state folder. */
  key: string | undefined;
  formerKeys: string[];
  publicUrl: string | undefined;
  apps: Partial<Record<Platform, AppCredentials>>;
  /** Who asks, for the audit log; and a name of this machine for workers. */
  actor: string;
  host: string;
};

export function readHubSetting(): HubSetting {
  const { DATABASE_URL, HUB_KEY, HUB_KEY_FORMER = '', HUB_PUBLIC_URL } = withoutEmpty(process.env);
  // What it is, is not printed: it may hold a password.
  if (DATABASE_URL !== undefined && !URL.canParse(DATABASE_URL))
    throw new HubError(
      'usage',
      'DATABASE_URL: expected an address such as postgres://hub@db.kiln.example/hub',
    );
  if (HUB_PUBLIC_URL !== undefined && !URL.canParse(HUB_PUBLIC_URL))
    throw new HubError(
      'usage',
      `HUB_PUBLIC_URL: expected an address such as https://hub.kiln.example, found '${HUB_PUBLIC_URL}'`,
    );
  return {
    databaseUrl: DATABASE_URL,
    key: HUB_KEY,
    formerKeys: HUB_KEY_FORMER.split(',').filter((one) => one !== ''),
    publicUrl: HUB_PUBLIC_URL === undefined ? undefined : new URL(HUB_PUBLIC_URL).origin,
    apps: readApps(),
    actor: `cli:${userInfo().username}`,
    host: hostname(),
  };
}

/** Files for containers pass on what nobody has set as empty. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

/** `HUB_X_CLIENT_ID` and `HUB_X_CLIENT_SECRET`, and so on; X has apps without a secret. */
function readApps(): HubSetting['apps'] {
  const environment = withoutEmpty(process.env);
  return Object.fromEntries(
    platforms.flatMap((platform) => {
      const name = `HUB_${platform.toUpperCase()}_CLIENT`;
      const clientId = environment[`${name}_ID`];
      return clientId === undefined
        ? []
        : [[platform, { clientId, clientSecret: environment[`${name}_SECRET`] }]];
    }),
  );
}
