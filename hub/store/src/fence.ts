import { preparationMs, sentElsewhere } from '@musterhub/rules';
import { eq, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { fence } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Who may publish: the instance that took this generation. */
export type Fence = { generation: number };
export type FenceRow = typeof fence.$inferSelect;

export async function readFence(reader: Reader): Promise<FenceRow | undefined> {
  const [row] = await reader.select().from(fence);
  return row;
}

/**
 * Takes the right to publish, from whichever instance had it. Refused in a copy: a database whose name and server are not those
 * of the last taking publishes nothing until a person says that the other one is gone.
 */
export async function takeFence(store: Store): Promise<Fence> {
  const taken = await inTransaction(store, async (transaction) => {
    await transaction.insert(fence).values({}).onConflictDoNothing();
    const [row] = await transaction.select().from(fence).for('update');
    const home = await readHome(transaction);
    const isCopy = row!.home !== null && row!.home !== home;
    const withdrawn = row!.withdrawnBecause ?? (isCopy ? 'it is a copy of another database' : null);
    if (withdrawn !== null) {
      await transaction.update(fence).set({ withdrawnBecause: withdrawn });
      return { kind: 'withdrawn' as const, because: withdrawn };
    }
    const generation = row!.generation + 1;
    await transaction.update(fence).set({ generation, home });
    return { kind: 'taken' as const, generation };
  });
  if (taken.kind === 'taken') return { generation: taken.generation };
  throw new StoreError(
    'fence_withdrawn',
    `This database may not publish: ${taken.because}. When the other one is gone for good, say so with 'hub fence take --why REASON'.`,
    taken,
  );
}

/** A database's name and its server's: what differs in every copy but one of the server's whole folder. */
async function readHome(reader: Reader): Promise<string> {
  const { rows } = await reader.execute<{ home: string }>(
    sql`select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as home from pg_control_system()`,
  );
  return rows[0]!.home;
}

/** After a restore: nothing goes out from here until `restoreFence`. */
export async function withdrawFence(store: Store, because: string): Promise<void> {
  await store.database
    .insert(fence)
    .values({ withdrawnBecause: because })
    .onConflictDoUpdate({ target: fence.id, set: { withdrawnBecause: because } });
}

/**
 * A person has said that the other copy is gone: this one is at home here. What has come due by then the other one may have published; that is
 * looked for on the accounts before anything of it is sent. Answers how many posts that is.
 */
export async function restoreFence(store: Store, at: Date): Promise<{ doubted: number }> {
  return inTransaction(store, async (transaction) => {
    const [row] = await transaction.select().from(fence).for('update');
    const isElsewhere = row !== undefined && row.home !== null && row.home !== (await readHome(transaction));
    const isCopy = row !== undefined && (row.withdrawnBecause !== null || isElsewhere);
    await transaction.update(fence).set({ withdrawnBecause: null, home: null }).where(eq(fence.id, true));
    return { doubted: isCopy ? await doubtDue(transaction, at) : 0 };
  });
}

/** Posts whose hour has come, and those that are out without what belongs to them: an open question takes the place of what was known of their calls. */
async function doubtDue(transaction: Transaction, at: Date): Promise<number> {
  const now = sql`${at.toISOString()}::timestamptz`;
  const early = sql`make_interval(secs => ${preparationMs / 1000})`;
  const due = sql`(p.state = 'open' and p.due_at - ${early} <= ${now} or p.state = 'published' and p.follow_up = 'open')`;
  const why = 'another copy of this hub may have published it after this one was copied';
  await transaction.execute(sql`
    update hub.attempts a set state = case when a.visible then 'abandoned' else 'unknown' end,
      ended_at = coalesce(a.ended_at, ${now}), cause = coalesce(a.cause, ${why})
    from hub.publications p where p.id = a.publication and ${due} and (a.state = 'open' or (a.state = 'unknown' and a.visible))`);
  const { rows } = await transaction.execute(sql`
    insert into hub.attempts (publication, number, call, visible, lost_answer, credential, token_version, fingerprint, worker, generation,
      begun_at, state, ended_at, cause)
    select p.id, coalesce(t.last, 0) + 1, ${sentElsewhere.name}, ${sentElsewhere.visible}, ${sentElsewhere.lostAnswer}, c.id, c.token_version,
      'none', 'another copy', f.generation, least(p.due_at - ${early}, t.first), 'unknown', ${now}, ${why}
    from hub.publications p cross join hub.fence f
    cross join lateral (select id, token_version from hub.credentials where account = p.account order by rank limit 1) c
    cross join lateral (select max(number) as last, min(begun_at) as first from hub.attempts where publication = p.id) t
    where ${due} and not exists (select from hub.attempts e where e.publication = p.id and e.call = ${sentElsewhere.name} and e.state = 'found')
    returning publication`);
  // A look that the other one had under way is not there any more.
  await transaction.execute(
    sql`update hub.publications p set wake = wake + 1, wake_at = ${now} where ${due}`,
  );
  return rows.length;
}

/** Stop everything: no intent is written from here on. Waits for the intents that are being written. */
export async function stopEverything(
  store: Store,
  stop: { by: string; because: string; at: Date },
): Promise<void> {
  const set = { stoppedAt: stop.at, stoppedBy: stop.by, stoppedBecause: stop.because };
  await store.database.insert(fence).values(set).onConflictDoUpdate({ target: fence.id, set });
}

export async function resumeEverything(store: Store): Promise<void> {
  await store.database.update(fence).set({ stoppedAt: null, stoppedBy: null, stoppedBecause: null });
}

/** By how much this machine's clock is ahead of the database's. */
export async function readClockSkewMs(reader: Reader, nowMs: number): Promise<number> {
  const { rows } = await reader.execute<{ ms: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`,
  );
  return nowMs - rows[0]!.ms;
}
