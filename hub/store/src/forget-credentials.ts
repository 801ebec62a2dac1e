import { eq, sql } from 'drizzle-orm';
import type { Store } from './make-store.ts';
import { credentials } from './schema.ts';

/** The keys of an account are gone for good; their rows stay, since the ledger says which call was made with which. */
export async function forgetCredentials(store: Store, account: string): Promise<number> {
  const forgotten = await store.database
    .update(credentials)
    .set({
      token: Buffer.alloc(0),
      refreshToken: null,
      state: 'dead',
      youngestRefreshMs: 0,
      refreshingBy: null,
      tokenVersion: sql`${credentials.tokenVersion} + 1`,
    })
    .where(eq(credentials.account, account))
    .returning({ id: credentials.id });
  return forgotten.length;
}
