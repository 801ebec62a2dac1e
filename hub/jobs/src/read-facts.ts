import {
  heldHandles,
  type LedgerAttempt,
  nextFree,
  type PublicationFacts,
  type RefusalClass,
  unscheduleCall,
} from '@musterhub/rules';
import {
  type Account,
  type Attempt,
  type Ledger,
  type OpenTokens,
  type Publication,
  readLedger,
  readTaken,
} from '@musterhub/store';
import type { Context } from './context.ts';
import { findViolations } from './find-violations.ts';
import { JobsError } from './jobs-error.ts';

/** A publication with its rows, and what they say to `nextMove`. */
export type Look = {
  publication: Publication;
  account: Account;
  attempts: Attempt[];
  handles: Record<string, string>;
  tokensOf(credential: string): OpenTokens;
  facts: PublicationFacts;
  now: Date;
};

export async function readLook(context: Context, id: string): Promise<Look> {
  const { store, clock, channels } = context;
  const ledger = await readLedger(store, id);
  if (ledger === undefined) throw new JobsError('no_publication', `There is no publication ${id}.`, { id });
  const { publication, account, attempts, credentials, fence } = ledger;
  const now = clock.now();
  const handles = heldHandles(
    attempts.map((attempt) => ({
      ...attempt,
      remedy: attempt.error?.remedy,
      isUndone: attempt.call === unscheduleCall.name && attempt.state === 'done',
    })),
  );
  const channel = channels[publication.post.platform];
  const taken = mayMove(ledger, now)
    ? await readTaken(store.database, {
        account: publication.account,
        except: id,
        from: new Date(now.getTime() - account.spacingMs),
      })
    : [];
  const facts: PublicationFacts = {
    publication: {
      id,
      platform: publication.post.platform,
      state: publication.state,
      dueAt: publication.dueAt,
      late: { afterMs: publication.lateAfterMs, action: publication.lateAction },
      isApproved: ledger.approval?.contentHash === publication.contentHash,
      violations: await findViolations(store, ledger),
      reopenedAt: publication.reopenedAt ?? undefined,
      followUp: publication.followUp,
      verification: {
        result: publication.verification,
        tries: publication.verifications,
        lastAt: publication.verifiedAt ?? undefined,
      },
      wish: publication.wish,
      canHandOff: account.canHandOff,
    },
    next: channel.nextCall(publication.post, handles),
    canSchedule: channel.scheduler?.takes(publication.post, handles) ?? false,
    attempts: attempts.map((attempt) => toLedger(attempt, ledger, context)),
    credentials: credentials.map(
      ({ id: credential, tokenVersion, state, expiresAt, canRefresh, refreshAfter }) => ({
        id: credential,
        tokenVersion,
        state,
        expiresAt: expiresAt ?? undefined,
        canRefresh,
        refreshAfter: refreshAfter ?? undefined,
      }),
    ),
    breaker: account.breaker,
    allowances: ledger.allowances.map(({ name, remaining, resetsAt, seenAt }) => ({
      name,
      remaining,
      resetsAt: resetsAt ?? undefined,
      seenAt,
    })),
    freeAt: nextFree(now, taken, account.spacingMs),
    isStopped: fence === undefined || fence.stoppedAt !== null || fence.withdrawnBecause !== null,
  };
  return { publication, account, attempts, handles, tokensOf: ledger.tokensOf, facts, now };
}

/** Late beyond its tolerance, or refused for want of room: only then does it matter when the account is free. */
function mayMove({ publication, attempts }: Ledger, now: Date): boolean {
  const { state, dueAt, lateAction, lateAfterMs } = publication;
  const isLate = lateAction === 'replan' && now.getTime() > dueAt.getTime() + lateAfterMs;
  return state === 'open' && (isLate || attempts.at(-1)?.state === 'refused');
}

function toLedger(attempt: Attempt, { findings, endedWorkers }: Ledger, context: Context): LedgerAttempt {
  const base = {
    name: attempt.call,
    visible: attempt.visible,
    lostAnswer: attempt.lostAnswer,
    number: attempt.number,
    credential: attempt.credential,
    tokenVersion: attempt.tokenVersion,
    begunAt: attempt.begunAt,
  };
  const endedAt = attempt.endedAt ?? attempt.begunAt;
  switch (attempt.state) {
    case 'open': {
      // A worker does one thing at a time for a publication: its own open attempt is one that it lost.
      const isGone =
        attempt.worker === context.worker ||
        attempt.generation < context.fence.generation ||
        endedWorkers.includes(attempt.worker);
      return { ...base, state: 'open', owner: isGone ? 'gone' : 'alive' };
    }
    case 'pending':
      return {
        ...base,
        state: 'pending',
        endedAt,
        retryAfterMs: Math.max(0, attempt.retryAt!.getTime() - endedAt.getTime()),
      };
    case 'refused': {
      const { class: refusal, remedy } = attempt.error!;
      return {
        ...base,
        state: 'refused',
        endedAt,
        class: refusal,
        remedy,
        retryAt: attempt.retryAt ?? undefined,
      };
    }
    case 'unknown':
      return {
        ...base,
        state: 'unknown',
        endedAt,
        findings: findings
          .filter((finding) => finding.attempt === attempt.number)
          .map(({ kind, class: refusal, at }) =>
            kind === 'unreadable' ? { kind, class: refusal as RefusalClass, at } : { kind, at },
          ),
      };
    default:
      return { ...base, state: attempt.state, endedAt };
  }
}
