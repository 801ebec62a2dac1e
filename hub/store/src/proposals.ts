import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { connectVisits, proposals } from './plan-schema.ts';
import { seal, unseal } from './seal.ts';
import { StoreError } from './store-error.ts';

export type Proposal = typeof proposals.$inferSelect;

export async function insertProposal(
  store: Store,
  proposal: Omit<typeof proposals.$inferInsert, 'appliedAt' | 'result'>,
): Promise<Proposal> {
  const [inserted] = await store.database.insert(proposals).values(proposal).returning();
  return inserted!;
}

export async function findProposal(reader: Reader, id: string, actor: string): Promise<Proposal | undefined> {
  const [row] = await reader
    .select()
    .from(proposals)
    .where(and(eq(proposals.id, id), eq(proposals.actor, actor)));
  return row;
}

/** Notes that it was carried out, with what was stored. False where somebody did so before. */
export async function endProposal(store: Store, id: string, result: unknown, at: Date): Promise<boolean> {
  const ended = await store.database
    .update(proposals)
    .set({ appliedAt: at, result })
    .where(and(eq(proposals.id, id), isNull(proposals.appliedAt)))
    .returning({ id: proposals.id });
  return ended.length > 0;
}

export type ConnectVisit = Pick<typeof connectVisits.$inferSelect, 'platform' | 'brand' | 'by'> & {
  verifier: string;
};

export async function insertConnectVisit(
  store: Store,
  visit: Pick<typeof connectVisits.$inferInsert, 'ticket' | 'platform' | 'brand' | 'by' | 'expiresAt'>,
): Promise<void> {
  await store.database.insert(connectVisits).values(visit);
}

/** A browser sets out with its ticket, once. Undefined: the ticket was used, or is too old. */
export async function beginConnectVisit(
  store: Store,
  visit: { ticket: string; state: string; browser: string; verifier: string; at: Date },
): Promise<Pick<ConnectVisit, 'platform'> | undefined> {
  const { ticket, at, verifier, ...rest } = visit;
  const [begun] = await store.database
    .update(connectVisits)
    .set({ ...rest, verifier: seal(keysOf(store), `connect_visits/${ticket}`, verifier) })
    .where(
      and(eq(connectVisits.ticket, ticket), isNull(connectVisits.state), gt(connectVisits.expiresAt, at)),
    )
    .returning({ platform: connectVisits.platform });
  return begun;
}

/** The browser is back: whom it is for, once. Undefined: another browser, a state of nobody's, or too late. */
export async function endConnectVisit(
  store: Store,
  visit: { state: string; browser: string; at: Date },
): Promise<ConnectVisit | undefined> {
  const [ended] = await store.database
    .update(connectVisits)
    .set({ usedAt: visit.at })
    .where(
      and(
        eq(connectVisits.state, visit.state),
        eq(connectVisits.browser, visit.browser),
        isNull(connectVisits.usedAt),
        gt(connectVisits.expiresAt, visit.at),
      ),
    )
    .returning();
  if (ended === undefined) return undefined;
  const { platform, brand, by, ticket, verifier } = ended;
  return { platform, brand, by, verifier: unseal(keysOf(store), `connect_visits/${ticket}`, verifier!) };
}

function keysOf({ keys }: Store) {
  if (keys !== undefined) return keys;
  throw new StoreError(
    'unsealable',
    'Connecting an account seals a secret, and this process has no key. Give HUB_KEY.',
  );
}
