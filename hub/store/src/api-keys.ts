import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { apiKeys, keySpendings } from './access-schema.ts';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { StoreError } from './store-error.ts';

export type ApiKey = Omit<typeof apiKeys.$inferSelect, 'secret'>;
export type NewApiKey = Omit<typeof apiKeys.$inferInsert, 'id' | 'revokedAt'>;
export type Spent = { posts: number; usdThousandths: number };

export async function insertApiKey(store: Store, key: NewApiKey): Promise<ApiKey> {
  const [inserted] = await store.database.insert(apiKeys).values(key).onConflictDoNothing().returning();
  if (inserted === undefined)
    throw new StoreError('taken', `There is a key called ${key.name}: revoke it, or choose another name.`, {
      name: key.name,
    });
  return withoutSecret(inserted);
}

export async function findApiKey(reader: Reader, secret: string): Promise<ApiKey | undefined> {
  const [row] = await reader
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.secret, secret), isNull(apiKeys.revokedAt)));
  return row && withoutSecret(row);
}

export async function readApiKeys(reader: Reader): Promise<(ApiKey & { spent: Spent })[]> {
  const rows = await reader.select().from(apiKeys).orderBy(asc(apiKeys.id));
  return Promise.all(
    rows.map(async (row) => ({ ...withoutSecret(row), spent: await readSpent(reader, row.id) })),
  );
}

export async function revokeApiKey(store: Store, id: number, at: Date): Promise<void> {
  const revoked = await store.database
    .update(apiKeys)
    .set({ revokedAt: at })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  if (revoked.length === 0)
    throw new StoreError('no_row', `There is no key ${id} that could be revoked.`, { id });
}

export async function readSpent(reader: Reader, key: number): Promise<Spent> {
  const [sum] = await reader
    .select({
      posts: sql<number>`coalesce(sum(${keySpendings.posts}), 0)::int`,
      usdThousandths: sql<number>`coalesce(sum(${keySpendings.usdThousandths}), 0)::int`,
    })
    .from(keySpendings)
    .where(eq(keySpendings.key, key));
  return sum!;
}

export type Charged =
  | { kind: 'charged'; spending: number }
  | { kind: 'over'; budget: 'posts' | 'usd_thousandths'; limit: number; used: number; asked: number };

/** Takes a plan's posts and dollars out of its key's budgets, or says which budget has no room. Two plans at once take one after the other. */
export async function chargeKey(store: Store, key: number, asked: Spent, at: Date): Promise<Charged> {
  return inTransaction(store, async (transaction) => {
    const [row] = await transaction.select().from(apiKeys).where(eq(apiKeys.id, key)).for('update');
    const spent = await readSpent(transaction, key);
    const budgets = [
      { budget: 'posts', limit: row!.postsBudget, used: spent.posts, asked: asked.posts },
      {
        budget: 'usd_thousandths',
        limit: row!.usdThousandthsBudget,
        used: spent.usdThousandths,
        asked: asked.usdThousandths,
      },
    ] as const;
    for (const { limit, ...rest } of budgets)
      if (limit !== null && rest.asked > 0 && rest.used + rest.asked > limit)
        return { kind: 'over', limit, ...rest };
    const [spending] = await transaction
      .insert(keySpendings)
      .values({ key, ...asked, at })
      .returning({ id: keySpendings.id });
    return { kind: 'charged', spending: spending!.id };
  });
}

/** What a charge was for could not be done: it is given back. */
export async function refundKey(store: Store, spending: number): Promise<void> {
  await store.database.delete(keySpendings).where(eq(keySpendings.id, spending));
}

function withoutSecret({ secret, ...rest }: typeof apiKeys.$inferSelect): ApiKey {
  return rest;
}
