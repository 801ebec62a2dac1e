import {
  heldHandles,
  type LedgerAttempt,
  nextFree,
  type PublicationFacts,
  type RefusalClass,
} from '@musterhub/rules';
import {
  type Account,
  type Attempt,
  type Finding,
  findAccount,
  findApproval,
  findPublication,
  type Publication,
  readAllowances,
  readAttempts,
  readCredentials,
  readEndedWorkers,
  readFence,
  readFindings,
  readTaken,
} from '@musterhub/store';
import type { Context } from './context.ts';
import { JobsError } from './jobs-error.ts';

/** A publication with its rows, and what they say to `nextMove`. */
export type Look = {
  publication: Publication;
  account: Account;
  attempts: Attempt[];
  handles: Record<string, string>;
  facts: PublicationFacts;
  now: Date;
};

export async function readLook(context: Context, id: string): Promise<Look> {
  const { store, clock, channels } = context;
  const reader = store.database;
  const publication = await findPublication(reader, id);
  if (publication === undefined)
    throw new JobsError('no_publication', `There is no publication ${id}.`, { id });
  const [account, attempts, credentials, allowances, fence, approval] = await Promise.all([
    findAccount(reader, publication.account),
    readAttempts(reader, id),
    readCredentials(reader, publication.account),
    readAllowances(reader, publication.account),
    readFence(reader),
    findApproval(reader, publication.item),
  ]);
  const last = attempts.at(-1);
  const [findings, ended] = await Promise.all([
    attempts.some(({ state }) => state === 'unknown') ? readFindings(reader, id) : [],
    last?.state === 'open' ? readEndedWorkers(reader) : [],
  ]);
  const now = clock.now();
  const handles = heldHandles(attempts.map((attempt) => ({ ...attempt, remedy: attempt.error?.remedy })));
  const isSpread = publication.state === 'open' && (now > publication.dueAt || last?.state === 'refused');
  const taken = isSpread
    ? await readTaken(reader, {
        account: publication.account,
        except: id,
        from: new Date(now.getTime() - account!.spacingMs),
      })
    : [];
  const facts: PublicationFacts = {
    publication: {
      id,
      platform: publication.post.platform,
      state: publication.state,
      dueAt: publication.dueAt,
      late: { afterMs: publication.lateAfterMs, action: publication.lateAction },
      isApproved: approval?.contentHash === publication.contentHash,
      reopenedAt: publication.reopenedAt ?? undefined,
      followUp: publication.followUp,
      verification: {
        result: publication.verification,
        tries: publication.verifications,
        lastAt: publication.verifiedAt ?? undefined,
      },
      wish: publication.wish,
      canHandOff: account!.canHandOff,
    },
    next: channels[publication.post.platform].nextCall(publication.post, handles),
    attempts: attempts.map((attempt) => toLedger(attempt, findings, { ended, context })),
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
    breaker: account!.breaker,
    allowances: allowances.map(({ name, remaining, resetsAt, seenAt }) => ({
      name,
      remaining,
      resetsAt: resetsAt ?? undefined,
      seenAt,
    })),
    freeAt: nextFree(now, taken, account!.spacingMs),
    isStopped: fence === undefined || fence.stoppedAt !== null || fence.withdrawnBecause !== null,
  };
  return { publication, account: account!, attempts, handles, facts, now };
}

function toLedger(
  attempt: Attempt,
  findings: readonly Finding[],
  { ended, context }: { ended: readonly string[]; context: Context },
): LedgerAttempt {
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
        ended.includes(attempt.worker);
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
