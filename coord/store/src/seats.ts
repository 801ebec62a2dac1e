import type { Reader, Store } from './make-store.ts';
import { seats } from './schema.ts';

export type Seat = typeof seats.$inferSelect;

export async function readSeats(reader: Reader): Promise<Seat[]> {
  return reader.select().from(seats);
}

export async function setHolder(store: Store, session: number, holder: Seat['holder']): Promise<void> {
  await store.database
    .insert(seats)
    .values({ session, holder })
    .onConflictDoUpdate({ target: seats.session, set: { holder } });
}

export async function setAgents(store: Store, session: number, agents: string[]): Promise<void> {
  await store.database
    .insert(seats)
    .values({ session, agents })
    .onConflictDoUpdate({ target: seats.session, set: { agents } });
}
