import { sql } from 'drizzle-orm';
import type { Store } from './make-store.ts';
import { accounts, type FedBy, fence } from './schema.ts';

/**
 * What this hub is fed by. Its first account holds it to that for good; before, whoever begins to publish decides, so that an account that is connected beside a process
 * that publishes is one that the process may use.
 */
export async function decideFedBy(store: Store, wish: FedBy, by: 'account' | 'publisher'): Promise<FedBy> {
  const kept = sql`coalesce(${fence.fedBy}, excluded.fed_by)`;
  const fedBy =
    by === 'account'
      ? kept
      : sql`case when exists (select from ${accounts}) then ${kept} else excluded.fed_by end`;
  const [row] = await store.database
    .insert(fence)
    .values({ fedBy: wish })
    .onConflictDoUpdate({ target: fence.id, set: { fedBy } })
    .returning({ fedBy: fence.fedBy });
  return row!.fedBy!;
}
