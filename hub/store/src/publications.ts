import {
  livePublicationStates,
  type MetricTime,
  type PublicationState,
  preparationMs,
} from '@musterhub/rules';
import { and, asc, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { accounts, approvals, items, publications, variants } from './schema.ts';
import { StoreError } from './store-error.ts';

export type Publication = typeof publications.$inferSelect;

/** A publication of what was approved of an item; the one that is live is answered where there is one. */
export async function schedulePublication(
  store: Store,
  item: string,
  at: Date,
): Promise<{ publication: Publication; isNew: boolean }> {
  return inTransaction(store, async (transaction) => {
    await transaction.select({ id: items.id }).from(items).where(eq(items.id, item)).for('update');
    const [found] = await transaction
      .select({ item: items, variant: variants, approval: approvals })
      .from(items)
      .innerJoin(variants, and(eq(variants.item, items.id), eq(variants.variant, items.publishes)))
      .leftJoin(approvals, and(eq(approvals.item, items.id), sql`${approvals.voidedAt} is null`))
      .where(eq(items.id, item));
    if (found === undefined) throw new StoreError('no_row', `There is no item ${item}.`, { item });
    if (found.approval === null || found.approval.contentHash !== found.variant.contentHash) {
      throw new StoreError('not_approved', `Item ${item} is not approved as it is now. Approve it first.`, {
        item,
      });
    }
    const before = await transaction
      .select()
      .from(publications)
      .where(eq(publications.item, item))
      .orderBy(asc(publications.createdAt));
    const live = before.find(({ state }) => livePublicationStates.includes(state));
    if (live !== undefined) return { publication: live, isNew: false };
    const [inserted] = await transaction
      .insert(publications)
      .values({
        id: `${item}#${before.length + 1}`,
        item,
        account: found.item.account,
        approval: found.approval.id,
        post: found.variant.post,
        contentHash: found.variant.contentHash,
        state: 'open',
        dueAt: found.item.dueAt,
        lateAfterMs: found.item.lateAfterMs,
        lateAction: found.item.lateAction,
        // Before that there is nothing to do for it.
        wakeAt: new Date(found.item.dueAt.getTime() - preparationMs),
        createdAt: at,
      })
      .returning();
    return { publication: inserted!, isNew: true };
  });
}

/** A publication of the same words on the same platform that is out, or waits, within so much of an hour: whoever reads both sees one twice. */
export async function findTwin(
  reader: Reader,
  { platform, text, item, near, withinMs }: TwinQuestion,
): Promise<Pick<Publication, 'id' | 'item' | 'dueAt'> | undefined> {
  const [from, to] = [near.getTime() - withinMs, near.getTime() + withinMs].map((at) => new Date(at));
  const [row] = await reader
    .select({ id: publications.id, item: publications.item, dueAt: publications.dueAt })
    .from(publications)
    .where(
      and(
        ne(publications.item, item),
        inArray(publications.state, [...livePublicationStates]),
        sql`${publications.post}->>'platform' = ${platform} and ${publications.post}->>'text' = ${text}`,
        sql`coalesce(${publications.publishedAt}, ${publications.dueAt}) between ${from} and ${to}`,
      ),
    )
    .orderBy(asc(publications.dueAt))
    .limit(1);
  return row;
}
type TwinQuestion = { platform: string; text: string; item: string; near: Date; withinMs: number };

export async function findPublication(reader: Reader, id: string): Promise<Publication | undefined> {
  const [row] = await reader.select().from(publications).where(eq(publications.id, id));
  return row;
}

/** By the hour at which they are due; of a page the first ones, from either end. */
export async function readPublications(
  reader: Reader,
  states?: readonly PublicationState[],
  page?: { limit: number; order: 'due' | 'newest' },
): Promise<Publication[]> {
  const direction = page?.order === 'newest' ? desc : asc;
  const rows = reader
    .select()
    .from(publications)
    .where(states === undefined ? undefined : inArray(publications.state, [...states]))
    .orderBy(direction(publications.dueAt), direction(publications.id));
  return page === undefined ? rows : rows.limit(page.limit);
}

/** Every publication of an item, the newest first: those that were canceled too. */
export async function readPublicationsOf(reader: Reader, item: string): Promise<Publication[]> {
  return reader
    .select()
    .from(publications)
    .where(eq(publications.item, item))
    .orderBy(desc(publications.createdAt), desc(publications.id));
}

/** The times that an account has posted at or means to, but for one publication. */
export async function readTaken(
  reader: Reader,
  { account, except, from }: { account: string; except: string; from: Date },
): Promise<Date[]> {
  const rows = await reader
    .select({ dueAt: publications.dueAt, publishedAt: publications.publishedAt })
    .from(publications)
    .where(
      and(
        eq(publications.account, account),
        ne(publications.id, except),
        inArray(publications.state, ['open', 'published']),
        sql`coalesce(${publications.publishedAt}, ${publications.dueAt}) >= ${from}`,
      ),
    );
  return rows.map(({ dueAt, publishedAt }) => publishedAt ?? dueAt);
}

/**
 * The publications to look at by `until`, the longest overdue first, that no look is queued for. One process at a time reads them: others
 * get none until `work` has returned, and then those that it did not mark.
 */
export async function dispatchDue<Result>(
  store: Store,
  { until, limit }: { until: Date; limit: number },
  work: (
    due: Pick<Publication, 'id' | 'account' | 'wake' | 'dueAt'>[],
    mark: () => Promise<void>,
  ) => Promise<Result>,
): Promise<Result | undefined> {
  return inTransaction(store, async (transaction) => {
    const { rows } = await transaction.execute<{ is_ours: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended('hub.dispatch', 0)) as is_ours`,
    );
    if (!rows[0]!.is_ours) return undefined;
    const due = await transaction
      .select({
        id: publications.id,
        account: publications.account,
        wake: publications.wake,
        dueAt: publications.dueAt,
      })
      .from(publications)
      .where(and(sql`${publications.wakeAt} <= ${until}`, lt(publications.dispatched, publications.wake)))
      .orderBy(asc(publications.wakeAt))
      .limit(limit)
      // A look may be over before it is marked as queued: until then its end waits, or the mark would be set on the next one.
      .for('update');
    return work(due, async () => {
      const ids = due.map(({ id }) => id);
      await transaction
        .update(publications)
        // Whoever wakes it from here on wants another look after this one.
        .set({ dispatched: publications.wake, wakeAt: null })
        .where(inArray(publications.id, ids));
    });
  });
}

/** A look is over: when the next one is wanted. Of the same look told twice the second changes nothing. */
export async function endLook(
  store: Store,
  look: { id: string; wake: number; wakeAt: Date | undefined },
): Promise<void> {
  await store.database
    .update(publications)
    .set({
      wake: look.wake + 1,
      // `least` passes over null: whoever woke it during the look is heard.
      wakeAt: sql`least(${publications.wakeAt}, ${look.wakeAt ?? null}::timestamptz)`,
    })
    .where(and(eq(publications.id, look.id), eq(publications.wake, look.wake)));
}

/** Looks that were queued and not ended, of publications whose hour has passed. */
export async function readOverdueLooks(
  reader: Reader,
  before: Date,
): Promise<{ id: string; wake: number }[]> {
  return reader
    .select({ id: publications.id, wake: publications.wake })
    .from(publications)
    .where(
      and(
        eq(publications.dispatched, publications.wake),
        inArray(publications.state, ['open', 'published']),
        lt(publications.dueAt, before),
      ),
    );
}

/** A look that will not be: the next one takes its place, now. Told twice it is one. */
export async function requeueLook(store: Store, look: { id: string; wake: number }, at: Date): Promise<void> {
  await store.database
    .update(publications)
    .set({ wake: look.wake + 1, wakeAt: at })
    .where(and(eq(publications.id, look.id), eq(publications.wake, look.wake)));
}

/** Something has changed that it waits for: it is looked at now. */
export async function wakePublications(
  store: Store,
  at: Date,
  which: 'open' | readonly string[],
): Promise<void> {
  const condition =
    which === 'open'
      ? inArray(publications.state, ['open', 'published'])
      : inArray(publications.id, [...which]);
  await store.database
    .update(publications)
    // Those that wait for an hour of their own come back to it by themselves.
    .set({ wakeAt: at })
    .where(and(condition, sql`(${publications.wakeAt} is null or ${publications.wakeAt} > ${at})`));
}

export type End = Exclude<PublicationState, 'open' | 'published' | 'removed'>;

/** It goes no further by itself: it has failed, was skipped or canceled, or waits for a person. */
export async function endPublication(
  transaction: Transaction,
  end: { id: string; state: End; reason: string; at: Date },
): Promise<void> {
  const isOver = end.state === 'failed' || end.state === 'skipped' || end.state === 'canceled';
  await transaction
    .update(publications)
    .set({ state: end.state, reason: end.reason, endedAt: isOver ? end.at : null, wakeAt: null })
    .where(and(eq(publications.id, end.id), eq(publications.state, 'open')));
}

export async function replanPublication(store: Store, id: string, dueAt: Date): Promise<void> {
  await store.database
    .update(publications)
    .set({ dueAt })
    .where(and(eq(publications.id, id), eq(publications.state, 'open')));
}

/** All that belongs to it is done or given up; from here on its figures are read by the timetable. Told twice it is one. */
export async function endFollowUp(
  writer: Store['database'] | Transaction,
  id: string,
  followUp: 'complete' | 'given_up',
  timetable: readonly MetricTime[],
): Promise<void> {
  await writer.execute(sql`
    with ended as (update hub.publications set follow_up = ${followUp} where id = ${id})
    insert into hub.readings (publication, name, due_at, until)
    select ${id}, r.name, r.at, r.until
    from jsonb_to_recordset(${JSON.stringify(timetable)}::jsonb) as r(name text, at timestamptz, until timestamptz)
    on conflict do nothing`);
}

/** What a person wants done with a publication: taken down, or its text corrected. */
export async function setWish(
  writer: Store['database'] | Transaction,
  id: string,
  wish: { kind: 'remove' } | { kind: 'correct'; text: string } | { kind: 'none' },
  at: Date,
): Promise<void> {
  // What was refused of an earlier wish says nothing of this one.
  const anew = wish.kind === 'none' ? {} : { reopenedAt: at };
  const changed = await writer
    .update(publications)
    .set({ wish: wish.kind, wishText: wish.kind === 'correct' ? wish.text : null, wakeAt: at, ...anew })
    .where(and(eq(publications.id, id), inArray(publications.state, ['open', 'published'])))
    .returning({ id: publications.id });
  if (changed.length === 0)
    throw new StoreError('no_row', `There is no publication ${id} that is open or out.`, { id });
}

/** A person has it taken up again: what is parked is looked for anew, what failed is tried anew. */
export async function reopenPublication(store: Store, id: string, at: Date): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const [row] = await transaction.select().from(publications).where(eq(publications.id, id));
    if (row === undefined || !reopenable.includes(row.state)) throw notReopenable(id, row?.state);
    // Locked as by whoever schedules: of one item one publication is live.
    await transaction.select({ id: items.id }).from(items).where(eq(items.id, row.item)).for('update');
    const [live] = await transaction
      .select({ id: publications.id, state: publications.state })
      .from(publications)
      .where(
        and(
          eq(publications.item, row.item),
          ne(publications.id, id),
          inArray(publications.state, [...livePublicationStates]),
        ),
      );
    if (live !== undefined)
      throw new StoreError(
        'taken',
        `Item ${row.item} has ${live.id} in the place of ${id}, and that is ${live.state}: an item goes out once.`,
        { id, live: live.id },
      );
    const changed = await transaction
      .update(publications)
      .set({ state: 'open', reason: null, endedAt: null, reopenedAt: at, wakeAt: at })
      .where(and(eq(publications.id, id), inArray(publications.state, [...reopenable])))
      .returning({ id: publications.id });
    if (changed.length === 0) throw notReopenable(id, row.state);
  });
}

const reopenable: readonly PublicationState[] = ['ambiguous', 'held', 'handed_off', 'failed', 'skipped'];

function notReopenable(id: string, state: PublicationState | undefined): StoreError {
  const found = state === undefined ? `There is no publication ${id}` : `Publication ${id} is ${state}`;
  return new StoreError(
    'no_row',
    `${found}: what failed, was skipped or waits for a person is taken up again.`,
    { id },
  );
}

/** A person has looked at what nobody could read, or has put the packet out by hand. */
export async function settleByPerson(
  store: Store,
  id: string,
  settled:
    | { kind: 'is_out'; remoteId: string; url: string | undefined; reason: string }
    | { kind: 'is_not_out'; reason: string },
  at: Date,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const [row] = await transaction.select().from(publications).where(eq(publications.id, id)).for('update');
    if (row === undefined) throw new StoreError('no_row', `There is no publication ${id}.`, { id });
    if (row.state !== 'ambiguous' && row.state !== 'handed_off')
      throw new StoreError(
        'no_row',
        `Publication ${id} is ${row.state}: what nobody could read, or was handed over, is settled.`,
        { id },
      );
    // What nobody sees was no post, whatever became of it.
    await transaction.execute(
      settled.kind === 'is_out'
        ? sql`update hub.attempts set state = 'found', ended_at = ${at}, cause = ${`a person has seen it: ${settled.reason}`},
            handles = jsonb_build_object('post', ${settled.remoteId}::text) where publication = ${id} and state = 'unknown' and visible`
        : sql`update hub.attempts set state = 'absent', ended_at = ${at}, cause = ${settled.reason}
            where publication = ${id} and state = 'unknown' and visible`,
    );
    await transaction
      .update(publications)
      .set(
        settled.kind === 'is_out'
          ? {
              state: 'published',
              reason: null,
              remoteId: settled.remoteId,
              url: settled.url ?? null,
              publishedAt: at,
              wakeAt: at,
            }
          : { state: 'failed', reason: settled.reason, endedAt: at, wakeAt: null },
      )
      .where(eq(publications.id, id));
  });
}

/** What reading it back showed. What is as it was meant ends what was told of a difference. */
export async function setVerification(
  store: Store,
  id: string,
  verified: { result: 'matched' | 'differs' | 'none'; url: string | undefined; evidence: string; at: Date },
): Promise<void> {
  const { result, url, evidence } = verified;
  const at = verified.at.toISOString();
  await store.database.execute(sql`
    with told as (update hub.alerts set ended_at = ${at}::timestamptz
      where kind = 'differs' and subject = ${id} and ended_at is null and ${result} = 'matched')
    update hub.publications set verification = ${result}, verifications = verifications + 1, verified_at = ${at}::timestamptz,
      evidence = ${evidence}, url = coalesce(${url ?? null}, url) where id = ${id}`);
}

/** Live publications past their hour that came to no end. */
export async function readStuck(reader: Reader, before: Date): Promise<Publication[]> {
  return reader
    .select()
    .from(publications)
    .where(and(eq(publications.state, 'open'), lt(publications.dueAt, before)))
    .orderBy(asc(publications.dueAt));
}

/** Publications of accounts whose every key ends before their hour. */
export async function readDueAfterExpiry(
  reader: Reader,
): Promise<{ id: string; account: string; dueAt: Date }[]> {
  return reader
    .select({ id: publications.id, account: publications.account, dueAt: publications.dueAt })
    .from(publications)
    .innerJoin(accounts, eq(accounts.id, publications.account))
    .where(
      and(
        eq(publications.state, 'open'),
        sql`not exists (select from hub.credentials c where c.account = ${publications.account} and c.state = 'live'
          and (c.expires_at is null or c.expires_at > ${publications.dueAt} or c.refresh_token is not null or c.youngest_refresh_ms > 0))`,
      ),
    )
    .orderBy(asc(publications.dueAt));
}
