import { and, asc, eq, gt, inArray, or } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { turnEvents, turns, usage } from './schema.ts';
import { storable } from './storable.ts';
import { StoreError } from './store-error.ts';

export type TurnEvent = typeof turnEvents.$inferSelect;
export type UsageRow = typeof usage.$inferSelect;

/** What a turn told since the last copy, in its order. */
export type TurnBatch = {
  events: { seq: number; at: Date; kind: string; data: Record<string, unknown> }[];
  /** Of its events those that tell tokens; without a conversation it is the one that the turn held when it told them. */
  usage: Omit<typeof usage.$inferInsert, 'run' | 'turn' | 'session' | 'task'>[];
  /** The last one that its events name. */
  conversation?: string;
};

/** Postgres takes 65,535 values in a statement; a row of usage has 19. */
const rowsAtOnce = 1_000;

/**
 * Copies what a turn told into the store: its events, the tokens among them and its conversation, in one transaction. A batch
 * that is copied again, also cut elsewhere, adds what is new and changes nothing. Answers how many events were new.
 */
export async function insertTurnEvents(
  store: Store,
  fence: Fence,
  turn: string,
  batch: TurnBatch,
): Promise<number> {
  return record(store, fence, async (transaction) => {
    const [known] = await transaction
      .select({ session: turns.session, task: turns.task, conversation: turns.conversation })
      .from(turns)
      .where(and(eq(turns.id, turn), eq(turns.run, fence.run)));
    if (known === undefined)
      throw new StoreError('no_turn', `Run ${fence.run} has no turn ${turn} to copy events of.`, { turn });
    const { session, task } = known;
    const of = { run: fence.run, turn, session, task };
    let added = 0;
    for (let from = 0; from < batch.events.length; from += rowsAtOnce) {
      const rows = batch.events.slice(from, from + rowsAtOnce);
      const inserted = await transaction
        .insert(turnEvents)
        .values(rows.map((row) => storable({ ...row, ...of })))
        .onConflictDoNothing()
        .returning({ seq: turnEvents.seq });
      added += inserted.length;
    }
    for (let from = 0; from < batch.usage.length; from += rowsAtOnce) {
      const rows = batch.usage.slice(from, from + rowsAtOnce);
      await transaction
        .insert(usage)
        .values(
          rows.map((row) => {
            const named = batch.events.findLast((one) => one.kind === 'conversation' && one.seq < row.seq);
            const conversation = named === undefined ? known.conversation : String(named.data.id);
            return storable({ conversation, ...row, ...of });
          }),
        )
        .onConflictDoNothing();
    }
    const { conversation } = storable({ conversation: batch.conversation });
    if (conversation !== undefined && conversation !== known.conversation)
      await transaction.update(turns).set({ conversation }).where(eq(turns.id, turn));
    return added;
  });
}

/** Events of a run, or of one turn of it, after the one with id `after`; oldest first, at most `limit`. */
export async function readTurnEvents(
  reader: Reader,
  run: string,
  options: { turn?: string; after?: number; limit?: number } = {},
): Promise<TurnEvent[]> {
  return reader
    .select()
    .from(turnEvents)
    .where(
      and(
        eq(turnEvents.run, run),
        gt(turnEvents.id, options.after ?? 0),
        options.turn === undefined ? undefined : eq(turnEvents.turn, options.turn),
      ),
    )
    .orderBy(asc(turnEvents.id))
    .limit(options.limit ?? 1_000);
}

/**
 * Tokens as they were told in a run, in the order of its turns and their events. Of some turns: with everything that was told in
 * the conversations that these held, since a total is only worth something beside the one before it.
 */
export async function readUsage(
  reader: Reader,
  run: string,
  ofTurns?: readonly string[],
): Promise<UsageRow[]> {
  if (ofTurns?.length === 0) return [];
  const asked =
    ofTurns === undefined
      ? undefined
      : or(
          inArray(usage.turn, [...ofTurns]),
          inArray(
            usage.conversation,
            reader
              .select({ conversation: usage.conversation })
              .from(usage)
              .where(inArray(usage.turn, [...ofTurns])),
          ),
        );
  const rows = await reader
    .select({ row: usage })
    .from(usage)
    .innerJoin(turns, eq(turns.id, usage.turn))
    .where(and(eq(usage.run, run), asked))
    .orderBy(asc(turns.startedAt), asc(turns.id), asc(usage.seq));
  return rows.map(({ row }) => row);
}

/** Of some turns those in which an agent said or did something, so that a model was asked. */
export async function readAnsweredTurns(
  reader: Reader,
  run: string,
  ofTurns?: readonly string[],
): Promise<Set<string>> {
  if (ofTurns?.length === 0) return new Set();
  const rows = await reader
    .selectDistinct({ turn: turnEvents.turn })
    .from(turnEvents)
    .where(
      and(
        eq(turnEvents.run, run),
        inArray(turnEvents.kind, ['message', 'thought', 'tool_call', 'permission', 'diff', 'plan']),
        ofTurns === undefined ? undefined : inArray(turnEvents.turn, [...ofTurns]),
      ),
    );
  return new Set(rows.map(({ turn }) => turn));
}
