import { standsScheduled } from '@musterhub/rules';
import { and, asc, desc, eq, gte, isNull, lt, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { approvals, attempts, items, publications, sentBack, variants } from './schema.ts';
import { StoreError } from './store-error.ts';

export type Item = typeof items.$inferSelect;
export type NewItem = typeof items.$inferInsert;
export type Variant = typeof variants.$inferSelect;
export type NewVariant = Omit<typeof variants.$inferInsert, 'item'>;
export type Approval = typeof approvals.$inferSelect;
export type SentBack = typeof sentBack.$inferSelect;

/** An item with its variants; one whose external key is there already is left as it is, and its id answered. */
export async function insertItem(
  store: Store,
  item: NewItem,
  its: readonly NewVariant[],
): Promise<{ id: string; isNew: boolean }> {
  return inTransaction(store, async (transaction) => {
    const [inserted] = await transaction
      .insert(items)
      .values(item)
      .onConflictDoNothing({ target: items.externalKey })
      .returning({ id: items.id });
    if (inserted === undefined) {
      const [known] = await transaction
        .select({ id: items.id })
        .from(items)
        .where(eq(items.externalKey, item.externalKey!));
      return { id: known!.id, isNew: false };
    }
    await transaction.insert(variants).values(its.map((variant) => ({ ...variant, item: item.id })));
    return { id: inserted.id, isNew: true };
  });
}

export async function readItems(reader: Reader, { from, to }: { from: Date; to: Date }): Promise<Item[]> {
  return reader
    .select()
    .from(items)
    .where(and(gte(items.dueAt, from), lt(items.dueAt, to)))
    .orderBy(asc(items.dueAt), asc(items.id));
}

export async function readVariants(reader: Reader, item: string): Promise<Variant[]> {
  return reader.select().from(variants).where(eq(variants.item, item)).orderBy(variants.variant);
}

/** Somebody's yes to what the item publishes now. The one before it is void. */
export async function approveItem(
  store: Store,
  approval: { item: string; contentHash: string; rulesVersion: string; by: string; at: Date },
): Promise<Approval> {
  const { item, contentHash, rulesVersion, by, at } = approval;
  return inTransaction(store, async (transaction) => {
    await requireSeen(transaction, item, contentHash);
    await voidApproval(transaction, item, 'approved anew', at);
    const [inserted] = await transaction
      .insert(approvals)
      .values({ item, contentHash, rulesVersion, by, approvedAt: at })
      .returning();
    return inserted!;
  });
}

/** Somebody's no to what the item publishes now: a yes to it is void, and so is its publication, unless that is out or may be. */
export async function sendBack(
  store: Store,
  { item, contentHash, by, reason, at }: Omit<SentBack, 'id'>,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    await requireSeen(transaction, item, contentHash);
    await takeBack(transaction, item, `it was sent back: ${reason}`, at);
    await voidApproval(transaction, item, `sent back: ${reason}`, at);
    await transaction.insert(sentBack).values({ item, contentHash, by, reason, at });
  });
}

/** Every yes, newest first: of one item, or the last ones of all. */
export async function readApprovals(
  reader: Reader,
  which: { item: string } | { limit: number },
): Promise<Approval[]> {
  const rows = reader
    .select()
    .from(approvals)
    .where('item' in which ? eq(approvals.item, which.item) : undefined)
    // What an edit has voided just now is news too.
    .orderBy(desc(sql`coalesce(${approvals.voidedAt}, ${approvals.approvedAt})`), desc(approvals.id));
  return 'limit' in which ? rows.limit(which.limit) : rows;
}

/** Every no, newest first: of one item, or the last ones of all. */
export async function readSentBack(
  reader: Reader,
  which: { item: string } | { limit: number },
): Promise<SentBack[]> {
  const rows = reader
    .select()
    .from(sentBack)
    .where('item' in which ? eq(sentBack.item, which.item) : undefined)
    .orderBy(desc(sentBack.id));
  return 'limit' in which ? rows.limit(which.limit) : rows;
}

/**
 * Changes a variant. If it is the one that goes out its approval is void, and so is its publication, unless that is out or may be: then
 * nothing is changed before it is known.
 */
export async function editVariant(store: Store, item: string, edit: NewVariant, at: Date): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const { variant } = await getChosen(transaction, item);
    if (edit.variant === variant) {
      await takeBack(transaction, item, 'it was edited after its approval', at);
      await voidApproval(transaction, item, 'edited', at);
    }
    const changed = await transaction
      .update(variants)
      .set(edit)
      .where(and(eq(variants.item, item), eq(variants.variant, edit.variant)))
      .returning({ item: variants.item });
    if (changed.length === 0)
      throw new StoreError('no_row', `Item ${item} has no variant ${edit.variant}.`, { item });
    await transaction.update(items).set({ changedAt: at }).where(eq(items.id, item));
  });
}

/** Has the other variant go out. The approval is void, as after an edit. */
export async function chooseVariant(
  store: Store,
  item: string,
  publishes: 'A' | 'B',
  at: Date,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const { variant } = await getChosen(transaction, item);
    if (variant === publishes) return;
    await takeBack(transaction, item, 'another variant was chosen after its approval', at);
    await voidApproval(transaction, item, 'another variant was chosen', at);
    await transaction.update(items).set({ publishes, changedAt: at }).where(eq(items.id, item));
  });
}

/**
 * Moves an item to another time, and its publication along: one that was held because its hour had passed waits for the new one, and one
 * that failed or was skipped has it when it is taken up again. What is out or may be is not moved.
 */
export async function moveItem(
  store: Store,
  item: string,
  to: Pick<Item, 'wallTime' | 'zone' | 'decision' | 'dueAt'>,
  at: Date,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    await requireQuiet(transaction, item);
    await transaction
      .update(items)
      .set({ ...to, changedAt: at })
      .where(eq(items.id, item));
    await transaction
      .update(publications)
      .set({ dueAt: to.dueAt, state: 'open', reason: null, wakeAt: at })
      .where(and(eq(publications.item, item), sql`${publications.state} in ('open', 'held')`));
    await transaction
      .update(publications)
      .set({ dueAt: to.dueAt })
      .where(and(eq(publications.item, item), sql`${publications.state} in ('failed', 'skipped')`));
  });
}

/** What waits does not go out, and what has failed is seen to: nobody is told of it any more. */
async function takeBack(transaction: Transaction, item: string, reason: string, at: Date): Promise<void> {
  await requireQuiet(transaction, item);
  const before = sql`case ${publications.state} when 'failed' then '; it had failed: ' || ${publications.reason} when 'skipped' then '; it was skipped: ' || ${publications.reason} else '' end`;
  await transaction
    .update(publications)
    .set({
      state: 'canceled',
      reason: sql`${reason}::text || ${before}`,
      endedAt: sql`coalesce(${publications.endedAt}, ${at.toISOString()}::timestamptz)`,
      wakeAt: null,
    })
    .where(
      and(eq(publications.item, item), sql`${publications.state} in ('open', 'held', 'failed', 'skipped')`),
    );
}

/** Refuses while a call of the item is open or unknown, or its publication is parked: an edit waits until that is known. */
async function requireQuiet(transaction: Transaction, item: string): Promise<void> {
  await transaction
    .select({ id: publications.id })
    .from(publications)
    .where(and(eq(publications.item, item), isUnder))
    .for('update');
  const why = await findWaitingEdit(transaction, item);
  if (why !== undefined) throw why;
}

const isUnder = sql`${publications.state} in ('open', 'held', 'ambiguous', 'handed_off', 'published')`;

/** Why an item cannot be changed yet; undefined where it can. */
export async function findWaitingEdit(reader: Reader, item: string): Promise<StoreError | undefined> {
  const rows = await reader
    .select({ id: publications.id, state: publications.state })
    .from(publications)
    .where(and(eq(publications.item, item), isUnder));
  for (const { id, state } of rows) {
    if (state === 'published')
      return new StoreError(
        'edit_waits',
        `Item ${item} is out as ${id}: correct the post where its platform allows that ('hub publish correct'), or take it down first.`,
        { item, publication: id, state },
      );
    const calls = await reader
      .select({ name: attempts.call, state: attempts.state })
      .from(attempts)
      .where(eq(attempts.publication, id))
      .orderBy(asc(attempts.number));
    if (standsScheduled(calls))
      return new StoreError(
        'edit_waits',
        `Publication ${id} stands in the platform's own schedule. Take it back first ('hub publish remove ${id}'), or wait until it is out.`,
        { item, publication: id, state },
      );
    const unsettled = calls.filter((call) => call.state === 'open' || call.state === 'unknown');
    if (unsettled.length === 0 && state !== 'ambiguous' && state !== 'handed_off') continue;
    return new StoreError(
      'edit_waits',
      `Item ${item} may be out: publication ${id} is ${state}${unsettled.length > 0 ? ` and ${unsettled[0]!.name} is not settled` : ''}. It can be changed once that is known; 'hub publish reconcile ${id}' asks the platform now.`,
      { item, publication: id, state },
    );
  }
  return undefined;
}

async function voidApproval(
  transaction: Transaction,
  item: string,
  because: string,
  at: Date,
): Promise<void> {
  await transaction
    .update(approvals)
    .set({ voidedAt: at, voidedBecause: because })
    .where(and(eq(approvals.item, item), isNull(approvals.voidedAt)));
}

/** A yes and a no are to what somebody has looked at; what was changed meanwhile is looked at again. */
async function requireSeen(transaction: Transaction, item: string, contentHash: string): Promise<void> {
  const chosen = await getChosen(transaction, item);
  if (chosen.contentHash === contentHash) return;
  throw new StoreError(
    'not_approved',
    `Item ${item} was changed after it was looked at: its content is ${chosen.contentHash.slice(0, 12)}, the approval names ${contentHash.slice(0, 12)}. Look at it again.`,
    { item, found: chosen.contentHash, expected: contentHash },
  );
}

async function getChosen(transaction: Transaction, item: string): Promise<Variant> {
  const [row] = await transaction
    .select({ chosen: variants })
    .from(items)
    .innerJoin(variants, and(eq(variants.item, items.id), eq(variants.variant, items.publishes)))
    .where(eq(items.id, item))
    .for('update');
  if (row === undefined) throw new StoreError('no_row', `There is no item ${item}.`, { item });
  return row.chosen;
}
