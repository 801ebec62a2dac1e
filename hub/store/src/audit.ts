import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { audit, idempotency } from './access-schema.ts';
import type { Reader, Store } from './make-store.ts';

export type AuditRow = typeof audit.$inferSelect;

export async function insertAudit(store: Store, row: Omit<AuditRow, 'id'>): Promise<void> {
  await store.database.insert(audit).values(row);
}

/** Newest first; `before` goes on from an earlier page. */
export async function readAudit(
  reader: Reader,
  page: { limit: number; before?: number; subject?: string; actions?: readonly string[] },
): Promise<AuditRow[]> {
  return reader
    .select()
    .from(audit)
    .where(
      and(
        page.before === undefined ? undefined : lt(audit.id, page.before),
        page.subject === undefined ? undefined : eq(audit.subject, page.subject),
        page.actions === undefined ? undefined : inArray(audit.action, [...page.actions]),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(page.limit);
}

export type Claimed =
  | { kind: 'first' }
  | { kind: 'answered'; status: number; answer: unknown }
  /** The same key came with something else, its first request is still under way, or it ended without an answer. */
  | { kind: 'other_request' | 'under_way' | 'lost' };

/** No request takes as long; one without an answer by then was cut off, and nobody can say what it did. */
const longestRequestMs = 10 * 60_000;

/** Claims an idempotency key for a request; whoever comes second gets what the first one was answered. */
export async function claimIdempotency(
  store: Store,
  claim: { actor: string; key: string; request: string; at: Date },
): Promise<Claimed> {
  const inserted = await store.database.insert(idempotency).values(claim).onConflictDoNothing().returning();
  if (inserted.length > 0) return { kind: 'first' };
  const [row] = await store.database
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.actor, claim.actor), eq(idempotency.key, claim.key)));
  if (row === undefined) return { kind: 'under_way' };
  if (row.request !== claim.request) return { kind: 'other_request' };
  if (row.status === null)
    return { kind: claim.at.getTime() - row.at.getTime() > longestRequestMs ? 'lost' : 'under_way' };
  return { kind: 'answered', status: row.status, answer: row.answer };
}

export async function answerIdempotency(
  store: Store,
  claim: { actor: string; key: string },
  answered: { status: number; answer: unknown },
): Promise<void> {
  const answer = answered.answer === null ? sql`'null'::jsonb` : answered.answer;
  await store.database
    .update(idempotency)
    .set({ status: answered.status, answer })
    .where(and(eq(idempotency.actor, claim.actor), eq(idempotency.key, claim.key)));
}

/** A request that was refused or failed did nothing: its key may be used again. */
export async function releaseIdempotency(store: Store, claim: { actor: string; key: string }): Promise<void> {
  await store.database
    .delete(idempotency)
    .where(
      and(
        eq(idempotency.actor, claim.actor),
        eq(idempotency.key, claim.key),
        sql`${idempotency.status} is null`,
      ),
    );
}
