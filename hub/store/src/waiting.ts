import { and, asc, count, eq, exists, gt, gte, isNull, not, notExists, or, type SQL, sql } from 'drizzle-orm';
import type { Reader } from './make-store.ts';
import { plannedItems } from './plan-schema.ts';
import { readWholeItems, type WholeItem } from './plans.ts';
import { approvals, items, publications, sentBack, variants } from './schema.ts';

/** Items without a yes to what they publish now: those that wait for one, or those that somebody has sent back. */
export type WaitingFolder = 'waiting' | 'sent_back';
/** Where a page ends; the next one begins behind it, whatever was approved or moved meanwhile. */
export type WaitingPlace = { dueAt: Date; id: string };

/** A page of what is due from an instant on and has no yes, in the order in which it is due. */
export async function readWaiting(
  reader: Reader,
  { folder, from, after, limit }: { folder: WaitingFolder; from: Date; after?: WaitingPlace; limit: number },
): Promise<WholeItem[]> {
  const behind =
    after === undefined
      ? undefined
      : or(gt(items.dueAt, after.dueAt), and(eq(items.dueAt, after.dueAt), gt(items.id, after.id)));
  const rows = await reader
    .select({ id: items.id })
    .from(items)
    .where(and(isIn(reader, folder, from), behind))
    .orderBy(asc(items.dueAt), asc(items.id))
    .limit(limit);
  return readWholeItems(reader, { ids: rows.map(({ id }) => id) });
}

export async function countWaiting(reader: Reader, from: Date): Promise<Record<WaitingFolder, number>> {
  const countOf = async (folder: WaitingFolder) => {
    const [row] = await reader
      .select({ count: count() })
      .from(items)
      .where(isIn(reader, folder, from));
    return row!.count;
  };
  const [waiting, back] = await Promise.all([countOf('waiting'), countOf('sent_back')]);
  return { waiting, sent_back: back };
}

function isIn(reader: Reader, folder: WaitingFolder, from: Date): SQL | undefined {
  const one = sql`1`;
  const yes = reader
    .select({ one })
    .from(approvals)
    .where(and(eq(approvals.item, items.id), isNull(approvals.voidedAt)));
  const out = reader
    .select({ one })
    .from(publications)
    .where(and(eq(publications.item, items.id), sql`${publications.state} in ('published', 'removed')`));
  const planned = reader.select({ one }).from(plannedItems).where(eq(plannedItems.item, items.id));
  const no = reader
    .select({ one })
    .from(sentBack)
    .innerJoin(
      variants,
      and(eq(variants.item, sentBack.item), eq(variants.contentHash, sentBack.contentHash)),
    )
    .where(and(eq(sentBack.item, items.id), eq(variants.variant, items.publishes)));
  return and(
    gte(items.dueAt, from),
    exists(planned),
    notExists(yes),
    notExists(out),
    folder === 'sent_back' ? exists(no) : not(exists(no)),
  );
}
