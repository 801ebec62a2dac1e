import type { Platform, PlatformError, Post } from '@musterhub/rules';

/**
 * What a publication has been given by the platform so far, by the name of the handle: container ids, media ids, the post's id.
 * `post` is the id that the post is known by once it is out.
 */
export type Handles = Readonly<Record<string, string>>;

/** One remote call of a publication, named for the ledger. The same post and handles always name the same call. */
export type Call = {
  /** For instance `create_container`, `append_media:1:0`, `create_post:0`. Unique within a publication. */
  name: string;
  /** It makes something public. Only such a call can go out twice to a reader's eyes. */
  visible: boolean;
  /** How a lost answer of it is settled; `repeat` for calls that nobody sees. */
  lostAnswer: 'repeat' | 'ask_handle' | 'read_account';
};

/** An allowance as the platform's own headers or quota endpoint state it. */
export type Allowance = {
  /** The platform's name of it, for instance `x.create_post.user` or `facebook.calls`. */
  name: string;
  limit: number;
  remaining: number;
  /** When it is whole again, if the platform says so. */
  resetsAt: Date | undefined;
};

export type Answer = { allowances: Allowance[] } /** `handles` are those that this call gave. */ & (
  | { kind: 'done'; handles: Handles }
  /** Not finished on the platform's side: ask again after so long. */
  | { kind: 'pending'; retryAfterMs: number; handles: Handles }
  /** `retryAt`: when the platform says that it answers again. */
  | { kind: 'refused'; error: PlatformError; retryAt: Date | undefined }
  /** Nobody can say whether it took effect: no answer, half an answer, or a 5xx. */
  | { kind: 'unknown'; cause: string }
);

/** What cannot be read now: because of what the platform said, or because it did not answer. */
export type Unreadable = { kind: 'unreadable'; error: PlatformError | { cause: string } };

/** What the platform shows of a call whose answer was lost. */
export type Finding =
  | { kind: 'found'; handles: Handles; evidence: string }
  | { kind: 'absent'; evidence: string }
  | Unreadable;

/** A post as its account shows it to readers. The hash is that of the bytes that readers are sent; undefined: not readable. */
export type Shown = {
  remoteId: string;
  url: string | undefined;
  text: string;
  mediaSha256: (string | undefined)[];
  at: Date;
};

export type ReadBack = { kind: 'shown'; shown: Shown } | Exclude<Finding, { kind: 'found' }>;

/** Figures of a post by the platform's own names. `missing`: asked for and not given. */
export type Metrics =
  | { kind: 'read'; figures: Readonly<Record<string, number>>; missing: string[] }
  | Unreadable;

export type Account = {
  /** The platform's id of the account: Instagram user, Facebook Page, X user. */
  id: string;
  accessToken: string;
};

/** Addresses that stand for the real hosts of a platform (`graph.facebook.com`), by their names; a sandbox on loopback. */
export type Hosts = Readonly<Record<string, string>>;

/** How a client of a platform is made: everything that reaches outside is handed in. */
export type ChannelSetting = {
  hosts: Hosts;
  /** Gives the public address of a picture or video that the platform fetches by itself. */
  mediaUrl: (sha256: string) => string;
  /** Gives the bytes of a picture or video that has to be uploaded. */
  mediaBytes: (sha256: string) => Promise<Uint8Array>;
  /** Those from `start` up to `end`, or to the end where that comes first. */
  mediaPart: (sha256: string, start: number, end: number) => Promise<Uint8Array>;
  timeoutMs: number;
  /** Platforms state some resets as a distance from now. */
  now: () => Date;
};

/** A platform's own scheduler: it publishes at an hour what it was handed, whoever is awake then. Handing over and taking back may be repeated. */
export type Scheduler = {
  takes(post: Post, handles: Handles): boolean;
  hand(post: Post, handles: Handles, at: Date, account: Account): Promise<Answer>;
  /** Deletes what it was handed, and all that was prepared with it. */
  takeBack(handles: Handles, account: Account): Promise<Answer>;
};

/**
 * One platform, as the ledger of publications uses it. Implementations send each request once, never retry, and never
 * guess: what cannot be known is `unknown` or `unreadable`. `nextCall` is pure.
 */
export interface Channel {
  readonly platform: Platform;
  readonly scheduler: Scheduler | undefined;
  /** The next call of a publication that holds these handles; `complete` when the post is out with all that belongs to it. */
  nextCall(post: Post, handles: Handles): Call | 'complete';
  perform(call: Call, post: Post, handles: Handles, account: Account): Promise<Answer>;
  /**
   * Settles a visible call whose answer was lost. `since` is when the attempt's intent was written. Of `sentElsewhere` nothing is held:
   * the account is read for the post's text.
   */
  find(call: Call, post: Post, handles: Handles, account: Account, since: Date): Promise<Finding>;
  /** The published post read back from the account. */
  readBack(remoteId: string, account: Account): Promise<ReadBack>;
  /** Takes a published post down. Repeating it is harmless: what is gone counts as taken down. */
  remove(remoteId: string, account: Account): Promise<Answer>;
  /** Changes the text of a published post where the platform allows it. */
  correct(remoteId: string, text: string, account: Account): Promise<Answer>;
  /** What is left to the account, where the platform has an endpoint that says so; headers say it beside every answer. */
  quota(account: Account): Promise<{ kind: 'read'; allowances: Allowance[] } | Unreadable>;
  /** The figures of a post at this moment. The kind decides which ones there are. */
  metrics(remoteId: string, kind: Post['kind'], account: Account): Promise<Metrics>;
}
