import type { PlatformError } from '../errors/platform-error.ts';
import type { Platform } from '../post/post.ts';

/** A remote call of a publication as its channel names it; the name is unique within the publication. */
export type LedgerCall = {
  name: string;
  /** It makes something public. */
  visible: boolean;
  /** How a lost answer of it is settled. */
  lostAnswer: 'repeat' | 'ask_handle' | 'read_account';
};

/** What a platform's refusal is; the table of errors says which. */
export type RefusalClass = PlatformError['class'];

/** What reading the platform said of a call whose answer was lost. */
export type LedgerFinding = { at: Date } & (
  | { kind: 'found' | 'absent' }
  | { kind: 'unreadable'; class: RefusalClass }
);

/** A row of the ledger: one call that was meant, and what became of it. Times are the hub's clock. */
export type LedgerAttempt = LedgerCall & {
  /** From 1, in the order in which they were begun. */
  number: number;
  credential: string;
  /** The version of the credential's token that it was sent with. */
  tokenVersion: number;
  begunAt: Date;
} & (
    | { state: 'open'; owner: 'alive' | 'gone' }
    /** `unsent`: withdrawn before anything was sent. `abandoned`: lost, of what follows a post that is out, and let go. */
    | { state: 'done' | 'found' | 'absent' | 'unsent' | 'abandoned'; endedAt: Date }
    | { state: 'pending'; endedAt: Date; retryAfterMs: number }
    | {
        state: 'refused';
        endedAt: Date;
        class: RefusalClass;
        remedy: PlatformError['remedy'];
        retryAt: Date | undefined;
      }
    | { state: 'unknown'; endedAt: Date; findings: readonly LedgerFinding[] }
  );

/** What happens to a post whose hour has passed by more than `afterMs`. */
export type LatePolicy = { afterMs: number; action: 'publish' | 'skip' | 'ask' | 'replan' };

/**
 * Where a publication stands. The first five are live: an item has at most one such publication on a channel.
 * `held` waits for a person; `handed_off` was given to a person to post by hand.
 */
export type PublicationState =
  | 'open'
  | 'published'
  | 'ambiguous'
  | 'held'
  | 'handed_off'
  | 'failed'
  | 'skipped'
  | 'canceled'
  | 'removed';

export const livePublicationStates: readonly PublicationState[] = [
  'open',
  'published',
  'ambiguous',
  'held',
  'handed_off',
];

/** Key to one account of a platform, in the order in which they are tried. */
export type LedgerCredential = {
  id: string;
  tokenVersion: number;
  state: 'live' | 'dead';
  expiresAt: Date | undefined;
  canRefresh: boolean;
  /** After a refresh that failed: when the next one may be tried. */
  refreshAfter: Date | undefined;
};

/** An allowance as the platform last stated it. */
export type LedgerAllowance = { name: string; remaining: number; resetsAt: Date | undefined; seenAt: Date };

/** A circuit breaker: after too many failures in a row nothing is sent for a while. */
export type Breaker =
  | { state: 'closed'; failures: number }
  | { state: 'open'; failures: number; until: Date; because: RefusalClass };

/** All that decides what a publication does next. */
export type PublicationFacts = {
  publication: {
    id: string;
    platform: Platform;
    state: PublicationState;
    dueAt: Date;
    late: LatePolicy;
    /** Whether its content is still what was approved. */
    isApproved: boolean;
    /** What the brand's rules, where they were changed after the approval, have against it. */
    violations: readonly string[];
    /** A person had it taken up again; what was tried before counts for nothing but what it settled. */
    reopenedAt: Date | undefined;
    /** What belongs to it after it is out: further posts of a thread, the first comment. */
    followUp: 'open' | 'complete' | 'given_up';
    verification: { result: 'matched' | 'differs' | 'none'; tries: number; lastAt: Date | undefined };
    wish: 'none' | 'remove' | 'correct';
    canHandOff: boolean;
  };
  /** As the channel says by the handles held. */
  next: LedgerCall | 'complete';
  /** What is held can be handed to the platform, which then publishes it by itself at an hour. */
  canSchedule: boolean;
  attempts: readonly LedgerAttempt[];
  credentials: readonly LedgerCredential[];
  breaker: Breaker;
  allowances: readonly LedgerAllowance[];
  /** When the account next has room, its spacing kept; where a late post goes. */
  freeAt: Date;
  /** Somebody has stopped everything. */
  isStopped: boolean;
};
