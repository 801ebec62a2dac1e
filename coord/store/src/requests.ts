import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Reader, Store, Transaction } from './make-store.ts';
import type { Append } from './record.ts';
import { assignments, grants, requests } from './schema.ts';

export type Request = typeof requests.$inferSelect;
export type Grant = typeof grants.$inferSelect;
export type Assignment = typeof assignments.$inferSelect;

/** With `{ database: transaction }` it is part of a larger write. */
export async function insertRequest(
  store: { database: Reader },
  request: { run: string; kind: Request['kind']; data: Record<string, unknown> },
): Promise<number> {
  const [row] = await store.database.insert(requests).values(request).returning({ id: requests.id });
  return row!.id;
}

export async function readOpenRequests(reader: Reader, run: string): Promise<Request[]> {
  return reader
    .select()
    .from(requests)
    .where(and(eq(requests.run, run), isNull(requests.answeredAt)))
    .orderBy(requests.id);
}

export async function answerRequest(store: Store, id: number): Promise<void> {
  await store.database.update(requests).set({ answeredAt: new Date() }).where(eq(requests.id, id));
}

export async function insertGrant(store: Store, grant: Grant): Promise<void> {
  await store.database.insert(grants).values(grant);
}

/** A grant and its event, as part of a larger write; safe to repeat with the same id. */
export async function giveGrant(
  transaction: Transaction,
  append: Append,
  { task, ...grant }: Grant & { task?: string },
  event: { key: string; data: Record<string, unknown> },
): Promise<void> {
  await transaction.insert(grants).values(grant).onConflictDoNothing();
  const { path, session, reason, grantedBy, expiresAt } = grant;
  await append({
    key: event.key,
    kind: 'grant_given',
    session,
    ...(task === undefined ? {} : { task }),
    data: { path, until: expiresAt.toISOString(), reason, by: grantedBy, ...event.data },
  });
}

export async function readLiveGrants(reader: Reader, now: Date): Promise<Grant[]> {
  return reader.select().from(grants).where(gt(grants.expiresAt, now)).orderBy(grants.grantedAt);
}

export async function insertAssignment(
  store: Store,
  assignment: Omit<Assignment, 'createdAt'>,
): Promise<void> {
  await store.database.insert(assignments).values(assignment).onConflictDoNothing();
}

export async function readAssignments(reader: Reader): Promise<Assignment[]> {
  return reader.select().from(assignments).orderBy(assignments.createdAt);
}
