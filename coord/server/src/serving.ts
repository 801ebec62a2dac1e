import type { DashboardConfiguration, Surroundings } from '@musterhq/engine';
import type { Feed } from './feed/feed.ts';

/** What every route works with. */
export type Serving = {
  around: Surroundings;
  feed: Feed;
  /** Muster's own, for the page's foot. */
  version: string;
  /** Of the cookie by which this server knows a browser: the cookies of two dashboards on one host must not be mixed up. */
  cookieName: string;
  /** Under which addresses it is reached, the first one for links: `http://127.0.0.1:4123`. */
  origins: readonly string[];
  /** Who tells us of people beside their cookies and tokens. */
  proxy: DashboardConfiguration['proxy'];
};
