import type { Channel } from '@musterhub/channels';
import type { Platform, PlatformError } from '@musterhub/rules';
import type { Fence, Store, Tokens } from '@musterhub/store';
import type { HubClock } from './hub-clock.ts';

/** What a platform says to a request for fresh tokens. */
export type RefreshAnswer =
  | { kind: 'refreshed'; tokens: Tokens }
  | { kind: 'refused'; error: PlatformError }
  | { kind: 'unknown'; cause: string };

/** Asks a platform for fresh tokens: once, without retrying. */
export type RefreshTokens = (
  platform: Platform,
  account: { remoteId: string },
  tokens: Pick<Tokens, 'accessToken' | 'refreshToken'>,
) => Promise<RefreshAnswer>;

export type Limits = {
  /** A publication that waits for less than this much of the wall's time keeps its turn. */
  shortWaitMs: number;
  /** Between the intent and the sending; a process that stood still for longer sends nothing. */
  longestPauseMs: number;
  /** A worker that is connected and has been silent for this long hangs, and is gone. One that dies is seen at once. */
  silentMs: number;
  /** Past its hour by this much and come to no end, a publication is told of (hub's time). */
  stuckAfterMs: number;
};

export const usualLimits: Limits = {
  shortWaitMs: 250,
  longestPauseMs: 5_000,
  // Long: on a machine with other work a worker was kept waiting for 16 seconds, and was held for dead (2026-11-23).
  silentMs: 60_000,
  stuckAfterMs: 15 * 60_000,
};

/** What one worker works with: values and handles, made once in the composition root. */
export type Context = {
  store: Store;
  fence: Fence;
  /** Its name in the ledger; each start of a process has its own. */
  worker: string;
  channels: Readonly<Record<Platform, Channel>>;
  refreshTokens: RefreshTokens;
  clock: HubClock;
  limits: Limits;
};
