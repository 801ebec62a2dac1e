import type { Platform } from '@musterhub/rules';

/** An account of a platform: Instagram professional account, Facebook Page or X user. */
export type SandboxAccount = {
  platform: Platform;
  id: string;
  name: string;
  username: string;
  followers: number;
  /** A token that is valid now: Instagram long-lived, Facebook page token, X access token. */
  accessToken: string;
  /** X only: what the next access token is asked with. */
  refreshToken?: string;
  /** Facebook: the person who manages the Page. Instagram: the linked Page's, where there is one. */
  userId?: string;
  /** Instagram: the linked Page; its token reaches this account through graph.facebook.com. */
  pageId?: string;
  /** Restricted or checkpointed: refuses to publish until a person has looked. */
  restricted: boolean;
  /** The account's clock against UTC, for the audience's hours. */
  utcOffsetHours: number;
  /** In the order of creation, deleted ones included. */
  postIds: string[];
};

/** A Facebook person, whom user tokens speak for. */
export type FacebookUser = { id: string; name: string; lastActiveAt: number; pageIds: string[] };

/** An app that was registered with a platform. */
export type SandboxApp = {
  platform: Platform;
  clientId: string;
  clientSecret: string;
  name: string;
  /** Exactly these are allowed; none listed: any. */
  redirectUris: string[];
  /** X: a public client has no secret to show. */
  isPublic: boolean;
};
