import type { Breaker } from '@musterhub/rules';
import { eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { accounts, allowances } from './schema.ts';

export type Account = Omit<typeof accounts.$inferSelect, 'breaker'> & { breaker: Breaker };
export type NewAccount = Omit<typeof accounts.$inferInsert, 'breaker'>;
export type Allowance = typeof allowances.$inferSelect;

export async function insertAccount(store: Store, account: NewAccount): Promise<void> {
  await store.database.insert(accounts).values(account);
}

export async function readAccounts(reader: Reader): Promise<Account[]> {
  return (await reader.select().from(accounts).orderBy(accounts.id)).map(toAccount);
}

export async function findAccount(reader: Reader, id: string): Promise<Account | undefined> {
  const [row] = await reader.select().from(accounts).where(eq(accounts.id, id));
  return row === undefined ? undefined : toAccount(row);
}

export async function readAllowances(reader: Reader, account: string): Promise<Allowance[]> {
  return reader.select().from(allowances).where(eq(allowances.account, account)).orderBy(allowances.name);
}

export function toAccount(row: typeof accounts.$inferSelect): Account {
  const { breaker } = row;
  return {
    ...row,
    breaker: breaker.state === 'closed' ? breaker : { ...breaker, until: new Date(breaker.until) },
  };
}
