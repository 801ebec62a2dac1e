import type { Breaker, LedgerCall, PlatformError } from '@musterhub/rules';
import { and, asc, eq, sql } from 'drizzle-orm';
import { type Allowance, setAllowances, setBreaker } from './accounts.ts';
import type { Fence } from './fence.ts';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { attempts, fence as fenceRows, findings, publications } from './schema.ts';

export type Attempt = typeof attempts.$inferSelect;
export type Finding = typeof findings.$inferSelect;
export type AttemptKey = { publication: string; number: number };

export type Intent = {
  publication: string;
  call: LedgerCall;
  credential: string;
  tokenVersion: number;
  fingerprint: string;
  worker: string;
  at: Date;
};

export type Begun =
  | { kind: 'begun'; number: number }
  /** Nothing was written, and nothing may be sent. */
  | { kind: 'refused'; because: 'stopped' | 'withdrawn' | 'stale_fence' | 'not_live' | 'unsettled' };

/**
 * Writes the intent of a call, unless everything is stopped, another instance holds the fence, or a call of the publication is open or
 * unknown. The fence's row is locked for reading: whoever stops everything waits for the intents that are being written, and
 * afterwards there are none.
 */
export async function beginAttempt(store: Store, fence: Fence, intent: Intent): Promise<Begun> {
  const { call, publication, at, ...rest } = intent;
  return inTransaction(store, async (transaction) => {
    const [held] = await transaction.select().from(fenceRows).for('share');
    if (held?.generation !== fence.generation) return { kind: 'refused', because: 'stale_fence' };
    if (held.withdrawnBecause !== null) return { kind: 'refused', because: 'withdrawn' };
    if (held.stoppedAt !== null && call.name !== 'remove') return { kind: 'refused', because: 'stopped' };
    const [row] = await transaction
      .select({ state: publications.state })
      .from(publications)
      .where(eq(publications.id, publication))
      .for('update');
    if (row?.state !== 'open' && row?.state !== 'published') return { kind: 'refused', because: 'not_live' };
    const [before] = await transaction
      .select({
        count: sql<number>`coalesce(max(${attempts.number}), 0)::int`,
        isUnsettled: sql<boolean>`coalesce(bool_or(${attempts.state} = 'open'
          or (${attempts.state} = 'unknown' and ${attempts.lostAnswer} <> 'repeat')), false)`,
      })
      .from(attempts)
      .where(eq(attempts.publication, publication));
    if (before!.isUnsettled) return { kind: 'refused', because: 'unsettled' };
    const number = before!.count + 1;
    await transaction.insert(attempts).values({
      ...rest,
      publication,
      number,
      call: call.name,
      visible: call.visible,
      lostAnswer: call.lostAnswer,
      generation: fence.generation,
      begunAt: at,
    });
    return { kind: 'begun', number };
  });
}

export type Outcome = { handles: Record<string, string> } & (
  | { state: 'done'; remoteId: string | undefined }
  | { state: 'pending'; retryAt: Date }
  | { state: 'refused'; error: PlatformError; retryAt: Date | undefined }
  | { state: 'unknown' | 'unsent'; cause: string }
);

/**
 * The outcome of a call with all that follows from it, in one transaction: what the platform stated, the account's breaker, and where the
 * call made the post public, the post's id. False where the attempt was closed meanwhile: somebody held this worker for dead.
 */
export async function endAttempt(
  store: Store,
  key: AttemptKey,
  end: {
    outcome: Outcome;
    account: string;
    allowances: readonly Omit<Allowance, 'account' | 'seenAt'>[];
    breaker: Breaker | undefined;
    at: Date;
  },
): Promise<boolean> {
  const { outcome, account, at } = end;
  return inTransaction(store, async (transaction) => {
    const closed = await transaction
      .update(attempts)
      .set({
        state: outcome.state,
        endedAt: at,
        handles: outcome.handles,
        error: outcome.state === 'refused' ? outcome.error : null,
        cause: 'cause' in outcome ? outcome.cause : null,
        retryAt: 'retryAt' in outcome ? (outcome.retryAt ?? null) : null,
      })
      .where(and(isAttempt(key), eq(attempts.state, 'open')))
      .returning({ visible: attempts.visible, call: attempts.call });
    await setAllowances(transaction, account, end.allowances, at);
    if (end.breaker !== undefined) await setBreaker(transaction, account, end.breaker);
    const [attempt] = closed;
    if (attempt === undefined) return false;
    if (outcome.state === 'done')
      await applyDone(transaction, key.publication, attempt, outcome.remoteId, at);
    return true;
  });
}

/** An open attempt of a worker that is gone: nobody can say what became of it. */
export async function adoptAttempt(store: Store, key: AttemptKey, cause: string, at: Date): Promise<void> {
  await store.database
    .update(attempts)
    .set({ state: 'unknown', endedAt: at, cause })
    .where(and(isAttempt(key), eq(attempts.state, 'open')));
}

/** What reading the platform said; where it was found its handles close the attempt, and the post is out. */
export async function addFinding(
  store: Store,
  key: AttemptKey,
  finding: { evidence: string; at: Date } & (
    | { kind: 'found'; handles: Record<string, string>; remoteId: string | undefined }
    | { kind: 'absent' }
    | { kind: 'unreadable'; class: PlatformError['class'] }
  ),
): Promise<void> {
  const { kind, evidence, at } = finding;
  await inTransaction(store, async (transaction) => {
    const [attempt] = await transaction
      .select({ visible: attempts.visible, call: attempts.call, state: attempts.state })
      .from(attempts)
      .where(isAttempt(key))
      .for('update');
    if (attempt?.state !== 'unknown') return;
    const [count] = await transaction
      .select({ count: sql<number>`count(*)::int` })
      .from(findings)
      .where(and(eq(findings.publication, key.publication), eq(findings.attempt, key.number)));
    await transaction.insert(findings).values({
      publication: key.publication,
      attempt: key.number,
      number: count!.count + 1,
      kind,
      evidence,
      class: kind === 'unreadable' ? finding.class : null,
      at,
    });
    if (kind !== 'found') return;
    await transaction
      .update(attempts)
      .set({ state: 'found', endedAt: at, handles: finding.handles, cause: evidence })
      .where(isAttempt(key));
    await applyDone(transaction, key.publication, attempt, finding.remoteId, at);
  });
}

/** `absent`: it took no effect. `abandoned`: of what follows a post that is out, and let go. */
export async function settleAttempt(
  transaction: Transaction,
  key: AttemptKey,
  state: 'absent' | 'abandoned',
  at: Date,
): Promise<void> {
  await transaction
    .update(attempts)
    .set({ state, endedAt: at })
    .where(and(isAttempt(key), eq(attempts.state, 'unknown')));
}

export async function readAttempts(reader: Reader, publication: string): Promise<Attempt[]> {
  return reader
    .select()
    .from(attempts)
    .where(eq(attempts.publication, publication))
    .orderBy(asc(attempts.number));
}

export async function readFindings(reader: Reader, publication: string): Promise<Finding[]> {
  return reader
    .select()
    .from(findings)
    .where(eq(findings.publication, publication))
    .orderBy(asc(findings.attempt), asc(findings.number));
}

/** Refusals whose code no row of the error table names, kept to the word and counted. */
export async function readUnknownErrors(
  reader: Reader,
): Promise<{ platform: string; code: string | null; message: string; count: number }[]> {
  const { rows } = await reader.execute<{
    platform: string;
    code: string | null;
    message: string;
    count: number;
  }>(sql`
    select error->>'platform' as platform, error->>'code' as code, error->>'message' as message, count(*)::int as count
    from hub.attempts where error->>'class' = 'unknown' group by 1, 2, 3 order by count desc, 1, 2, 3`);
  return rows;
}

/** The first visible call makes a publication published; `remove` takes it down, and a correction is no wish any more. */
async function applyDone(
  transaction: Transaction,
  publication: string,
  attempt: { visible: boolean; call: string },
  remoteId: string | undefined,
  at: Date,
): Promise<void> {
  if (attempt.visible && remoteId !== undefined) {
    await transaction
      .update(publications)
      .set({ state: 'published', remoteId, publishedAt: at })
      .where(and(eq(publications.id, publication), eq(publications.state, 'open')));
  }
  if (attempt.call === 'remove') {
    await transaction
      .update(publications)
      .set({ state: 'removed', endedAt: at, wish: 'none', wakeAt: null })
      .where(and(eq(publications.id, publication), eq(publications.state, 'published')));
  }
  if (attempt.call === 'correct') {
    await transaction
      .update(publications)
      .set({
        // What readers see from here on is the corrected text; the approval stays that of the first one.
        post: sql`jsonb_set(${publications.post}, '{text}', to_jsonb(${publications.wishText}))`,
        wish: 'none',
        wishText: null,
        verification: 'none',
        verifications: 0,
      })
      .where(eq(publications.id, publication));
  }
}

function isAttempt({ publication, number }: AttemptKey) {
  return and(eq(attempts.publication, publication), eq(attempts.number, number));
}
