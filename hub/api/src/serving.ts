import type { AppCredentials, Connect } from '@musterhub/channels';
import type { Platform, Template } from '@musterhub/rules';
import type { Hub } from './hub.ts';
import type { LiveFeed } from './live-feed.ts';
import type { MediaLinks } from './media-links.ts';
import type { FetchPublic } from './outbound.ts';
import type { Signer } from './secrets.ts';

/** What every route works with. */
export type Serving = {
  hub: Hub;
  links: MediaLinks;
  feed: LiveFeed;
  connects: Readonly<Record<Platform, Connect>>;
  /** The apps that were registered with the platforms; a platform without one cannot be connected. */
  apps: Partial<Record<Platform, AppCredentials>>;
  templates: readonly Template[];
  fetchPublic: FetchPublic;
  /** Signs what is confirmed later. */
  signer: Signer;
  /** Browsers, links and keys live by the wall's clock, whatever time the hub's posts are on. */
  wallNow(): Date;
  /** Something was scheduled or changed: the worker looks now. */
  ring(): void;
  /** Where the platforms are played, and by whom; pages and answers say so. */
  sandbox: { inspectionUrl: string } | undefined;
  version: string;
  cookieName: string;
  /** Under which addresses it is reached, the public one first. */
  origins: readonly string[];
};
