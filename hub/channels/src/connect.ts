import type { PlatformError } from '@musterhub/rules';
import type { Hosts } from './channel.ts';

/** The app that was registered with a platform. X knows public apps, which have no secret. */
export type AppCredentials = { clientId: string; clientSecret: string | undefined };

/** What an account is acted for with. An end that is not there is not known to exist. */
export type Grant = {
  accessToken: string;
  refreshToken: string | undefined;
  expiresAt: Date | undefined;
  scopes: string[];
};

export type ConnectedAccount = { id: string; name: string; grant: Grant };

export type ConnectSetting = { hosts: Hosts; timeoutMs: number; now: () => Date };

export type NotConnected =
  | { kind: 'refused'; error: PlatformError }
  /** Codes and rotating tokens are good once: whether this one is spent is not known. */
  | { kind: 'unknown'; cause: string };
export type Connected = { kind: 'connected'; accounts: ConnectedAccount[] } | NotConnected;
export type Refreshed =
  | { kind: 'refreshed'; grant: Grant }
  /** The platform's token has no end of its own. */
  | { kind: 'not_needed' }
  | NotConnected;

/** What a person is sent to the platform with. `verifier` is kept until the person is back. */
export type Invitation = { redirectUri: string; state: string; verifier: string };

/** How a person connects accounts of a platform, and how their tokens are kept alive. */
export type Connect = {
  /** The address where the person says yes. */
  authorizationUrl(app: AppCredentials, invitation: Invitation): URL;
  /** The accounts that the person said yes for, by the code that came back. */
  exchangeCode(app: AppCredentials, invitation: Invitation, code: string): Promise<Connected>;
  /** A new grant for one that ends. A refresh token that the platform does not give anew stays the old one. */
  refresh(app: AppCredentials, grant: Grant): Promise<Refreshed>;
};
