import { and, asc, desc, eq, inArray, isNotNull } from 'drizzle-orm';
import { commentKeys } from './comments.ts';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { briefs, turns, usage } from './schema.ts';
import { storable } from './storable.ts';

export type BriefRow = typeof briefs.$inferSelect;
export type NewBrief = Omit<BriefRow, 'run' | 'at'>;

/**
 * A brief that is written again, by whoever takes the turn up after a crash, is the one that counts. `comments` are those that
 * it tells of; each is told once to a turn, however often its brief is written.
 */
export async function insertBrief(
  store: Store,
  fence: Fence,
  brief: NewBrief,
  comments: readonly number[] = [],
): Promise<void> {
  const row = storable(brief);
  await record(store, fence, async (transaction, append) => {
    await transaction
      .insert(briefs)
      .values({ run: fence.run, ...row })
      .onConflictDoUpdate({ target: briefs.turn, set: row });
    const { turn, session, task } = brief;
    for (const comment of comments) {
      const key = commentKeys.told(comment, turn);
      await append({ key, kind: 'comment_told', session, task, data: { comment, turn, by: 'brief' } });
    }
  });
}

export async function readBriefs(reader: Reader, run: string): Promise<BriefRow[]> {
  return reader.select().from(briefs).where(eq(briefs.run, run)).orderBy(briefs.at, briefs.turn);
}

/** What a model was asked first in a turn with a brief, in tokens as counted here and as its vendor told them; the newest. */
export type FirstRequest = { turn: string; counted: number; reported: number };

export async function readFirstRequests(
  reader: Reader,
  model: string,
  { limit }: { limit: number },
): Promise<FirstRequest[]> {
  const newest = reader
    .select({ turn: usage.turn })
    .from(usage)
    .innerJoin(turns, eq(turns.id, usage.turn))
    .where(
      and(eq(usage.model, model), eq(usage.scope, 'request'), eq(usage.kind, 'delta'), eq(turns.number, 1)),
    )
    .groupBy(usage.turn, turns.startedAt)
    .orderBy(desc(turns.startedAt))
    .limit(limit);
  const rows = await reader
    .selectDistinctOn([usage.turn], {
      turn: usage.turn,
      counted: briefs.tokens,
      input: usage.input,
      cacheRead: usage.cacheRead,
      cacheWrite: usage.cacheWrite,
    })
    .from(usage)
    .innerJoin(briefs, eq(briefs.turn, usage.turn))
    .where(and(inArray(usage.turn, newest), eq(usage.scope, 'request'), isNotNull(usage.input)))
    .orderBy(asc(usage.turn), asc(usage.seq));
  return rows.map(({ turn, counted, input, cacheRead, cacheWrite }) => ({
    turn,
    counted,
    reported: (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0),
  }));
}
