import type { Breaker, LedgerCall, PlatformError } from '@musterhub/rules';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Allowance } from './accounts.ts';
import type { Fence } from './fence.ts';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { attempts, findings, publications } from './schema.ts';

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

type Refusal = 'stopped' | 'withdrawn' | 'stale_fence' | 'not_live' | 'unsettled';

export type Begun =
  | { kind: 'begun'; number: number }
  /** Nothing was written, and nothing may be sent. */
  | { kind: 'refused'; because: Refusal };

const uniqueViolation = '23505';

/** Whoever wrote an attempt of the publication since the statement began took the number that this one would have. */
const beginStatement = `
  with held as (select generation, withdrawn_because, stopped_at from hub.fence for share),
    live as (select state in ('open', 'published') as is_live from hub.publications where id = $1 for update),
    before as (
      select coalesce(max(number), 0) as number,
        coalesce(bool_or(state = 'open' or (state = 'unknown' and lost_answer <> 'repeat')), false) as is_unsettled
      from hub.attempts where publication = $1),
    judged as (
      select before.number + 1 as number, case
        when held.generation is distinct from $8 then 'stale_fence'
        when held.withdrawn_because is not null then 'withdrawn'
        when held.stopped_at is not null and $2 not in ('remove', 'unschedule') then 'stopped'
        when live.is_live is not true then 'not_live'
        when before.is_unsettled then 'unsettled' end as because
      from before left join held on true left join live on true),
    begun as (
      insert into hub.attempts
        (publication, number, call, visible, lost_answer, credential, token_version, generation, fingerprint, worker, begun_at)
      select $1, number, $2, $3, $4, $5, $6, $8, $7, $9, $10 from judged where because is null)
  select number, because from judged`;

/**
 * Writes the intent of a call, unless everything is stopped, another instance holds the fence, or a call of the publication is open or
 * unknown. The fence's row is locked for reading: whoever stops everything waits for the intents that are being written, and
 * afterwards there are none.
 */
export async function beginAttempt(store: Store, fence: Fence, intent: Intent): Promise<Begun> {
  const { publication, call, credential, tokenVersion, fingerprint, worker, at } = intent;
  const { name, visible, lostAnswer } = call;
  const values = [publication, name, visible, lostAnswer, credential, tokenVersion, fingerprint];
  try {
    const { rows } = await store.pool.query<{ number: number; because: Refusal | null }>({
      name: 'hub_begin_attempt',
      text: beginStatement,
      values: [...values, fence.generation, worker, at],
    });
    const { number, because } = rows[0]!;
    return because === null ? { kind: 'begun', number } : { kind: 'refused', because };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === uniqueViolation)
      return { kind: 'refused', because: 'unsettled' };
    throw error;
  }
}

export type Outcome = { handles: Record<string, string> } & (
  | { state: 'done'; remoteId: string | undefined }
  | { state: 'pending'; retryAt: Date }
  | { state: 'refused'; error: PlatformError; retryAt: Date | undefined }
  | { state: 'unknown' | 'unsent'; cause: string }
);

/**
 * What follows from a call that was closed as done or found (`closed`): the first visible one makes a publication published, `remove`
 * takes it down, and a correction is no wish any more.
 */
const followClosed = `
  put_out as (
    update hub.publications p set state = 'published', remote_id = c.remote_id, published_at = c.ended_at from closed c
    where p.id = c.publication and p.state = 'open' and c.visible and c.remote_id is not null and c.state in ('done', 'found')),
  taken_down as (
    update hub.publications p set state = 'removed', ended_at = c.ended_at, wish = 'none', wake_at = null from closed c
    where p.id = c.publication and p.state = 'published' and c.call = 'remove' and c.state in ('done', 'found')),
  corrected as (
    -- What readers see from here on is the corrected text; the approval stays that of the first one.
    update hub.publications p set post = jsonb_set(p.post, '{text}', to_jsonb(p.wish_text)), wish = 'none', wish_text = null,
      verification = 'none', verifications = 0 from closed c
    where p.id = c.publication and c.call = 'correct' and c.state in ('done', 'found')),
  told as (
    -- What could not be done before is done.
    update hub.alerts a set ended_at = greatest(a.since, c.ended_at) from closed c
    where a.subject = c.publication and a.kind = 'wish' and a.ended_at is null
      and c.call in ('correct', 'remove') and c.state in ('done', 'found'))`;

const endStatement = `
  with closed as (
    update hub.attempts set state = $3, ended_at = $4, handles = $5, error = $6, cause = $7, retry_at = $8
    where publication = $1 and number = $2 and state = 'open'
    returning publication, call, visible, state, ended_at, $9::text as remote_id),
  ${followClosed},
  stated as (
    insert into hub.allowances (account, name, "limit", remaining, resets_at, seen_at)
    select $10, s.name, s."limit", s.remaining, s."resetsAt", $4
    from jsonb_to_recordset($11::jsonb) as s(name text, "limit" int, remaining int, "resetsAt" timestamptz)
    on conflict (account, name) do update set "limit" = excluded."limit", remaining = excluded.remaining,
      resets_at = excluded.resets_at, seen_at = excluded.seen_at),
  breaker as (update hub.accounts set breaker = $12::jsonb where id = $10 and $12::jsonb is not null)
  select count(*)::int as count from closed`;

/**
 * The outcome of a call with all that follows from it, in one statement: what the platform stated, the account's breaker, and where the
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
  const { outcome, account, allowances, breaker, at } = end;
  const { rows } = await store.pool.query<{ count: number }>({
    name: 'hub_end_attempt',
    text: endStatement,
    values: [
      key.publication,
      key.number,
      outcome.state,
      at,
      outcome.handles,
      outcome.state === 'refused' ? outcome.error : null,
      'cause' in outcome ? outcome.cause : null,
      'retryAt' in outcome ? (outcome.retryAt ?? null) : null,
      outcome.state === 'done' ? (outcome.remoteId ?? null) : null,
      account,
      JSON.stringify(allowances),
      breaker === undefined ? null : JSON.stringify(breaker),
    ],
  });
  return rows[0]!.count > 0;
}

/** An open attempt of a worker that is gone: nobody can say what became of it. */
export async function adoptAttempt(store: Store, key: AttemptKey, cause: string, at: Date): Promise<void> {
  await store.database
    .update(attempts)
    .set({ state: 'unknown', endedAt: at, cause })
    .where(and(isAttempt(key), eq(attempts.state, 'open')));
}

type NewFinding = { evidence: string; at: Date } & (
  | { kind: 'found'; handles: Record<string, string>; remoteId: string | undefined }
  | { kind: 'absent' }
  | { kind: 'unreadable'; class: PlatformError['class'] }
);

/** What reading the platform said; where it was found its handles close the attempt, and the post is out. */
export async function addFinding(store: Store, key: AttemptKey, said: NewFinding): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const [attempt] = await transaction
      .select({ state: attempts.state })
      .from(attempts)
      .where(isAttempt(key))
      .for('update');
    if (attempt?.state !== 'unknown') return;
    const finding = await unlessTaken(transaction, key, said);
    const { kind, evidence, at } = finding;
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
    await transaction.execute(sql`
      with closed as (
        update hub.attempts set state = 'found', ended_at = ${at.toISOString()}::timestamptz, cause = ${evidence},
          handles = ${JSON.stringify(finding.handles)}::jsonb
        where publication = ${key.publication} and number = ${key.number}
        returning publication, call, visible, state, ended_at, ${finding.remoteId ?? null}::text as remote_id),
      ${sql.raw(followClosed)} select from closed`);
  });
}

/** A post that is another publication's says nothing of this one: of two alike nobody can tell which it is. */
async function unlessTaken(
  transaction: Transaction,
  { publication }: AttemptKey,
  finding: NewFinding,
): Promise<NewFinding> {
  if (finding.kind !== 'found' || finding.remoteId === undefined) return finding;
  const { rows } = await transaction.execute<{ id: string }>(sql`
    select o.id from hub.publications o join hub.publications p on p.account = o.account
    where p.id = ${publication} and o.id <> p.id and o.remote_id = ${finding.remoteId}`);
  const [other] = rows;
  if (other === undefined) return finding;
  const evidence = `${finding.evidence}; that is what ${other.id} has published, and looks the same`;
  return { kind: 'unreadable', class: 'ambiguous', evidence, at: finding.at };
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

/** The last calls on an account that the platform refused, newest first. */
export async function readRefused(reader: Reader, account: string, limit: number): Promise<Attempt[]> {
  const rows = await reader
    .select({ attempt: attempts })
    .from(attempts)
    .innerJoin(publications, eq(publications.id, attempts.publication))
    .where(and(eq(publications.account, account), eq(attempts.state, 'refused')))
    .orderBy(desc(attempts.begunAt))
    .limit(limit);
  return rows.map(({ attempt }) => attempt);
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

function isAttempt({ publication, number }: AttemptKey) {
  return and(eq(attempts.publication, publication), eq(attempts.number, number));
}
