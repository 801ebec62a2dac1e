import { and, eq, isNull } from 'drizzle-orm';
import type { Reader, Store, Transaction } from './make-store.ts';
import { type Fence, type NewEvent, record } from './record.ts';
import { conflictForecasts } from './schema.ts';

/** One episode: two sides that will conflict when both land. Session 0 is the integration branch itself. */
export type ForecastRow = typeof conflictForecasts.$inferSelect;

export type ForecastFinding = Pick<ForecastRow, 'session' | 'other' | 'commit' | 'otherCommit' | 'paths'>;

/**
 * What one look changes: episodes that begin, go on with other commits (news where other paths collide), and are over:
 * `clean` when the two merge again, `gone` when one of them is no longer to land.
 */
export type ForecastChange = {
  opened: ForecastFinding[];
  refreshed: (ForecastFinding & { id: number; isNews: boolean })[];
  cleared: { id: number; session: number; other: number; reason: 'clean' | 'gone' }[];
};

export async function readOpenForecasts(reader: Reader, run: string): Promise<ForecastRow[]> {
  return reader
    .select()
    .from(conflictForecasts)
    .where(and(eq(conflictForecasts.run, run), isNull(conflictForecasts.clearedAt)))
    .orderBy(conflictForecasts.id);
}

/** Takes over what a look found, with an event for what is new, in one transaction; what is over stays as it ended. */
export async function applyForecast(store: Store, fence: Fence, change: ForecastChange): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    // First: a pair may begin again in the look that ends its last episode.
    for (const { id, session, other, reason } of change.cleared) {
      const [over] = await transaction
        .update(conflictForecasts)
        .set({ clearedAt: new Date() })
        .where(isOpen(fence, id))
        .returning({ id: conflictForecasts.id });
      if (over === undefined) continue;
      await append({
        key: `forecast:${id}:cleared`,
        kind: 'conflict_cleared',
        data: { forecast: id, session, other, reason },
      });
    }
    for (const { id, isNews, ...finding } of change.refreshed) {
      const { commit, otherCommit, paths } = finding;
      const [known] = await transaction
        .update(conflictForecasts)
        .set({ commit, otherCommit, paths })
        .where(isOpen(fence, id))
        .returning({ id: conflictForecasts.id });
      if (known !== undefined && isNews) await append(forecastEvent(id, finding));
    }
    for (const finding of change.opened) {
      const id = await insertForecast(transaction, fence, finding);
      if (id !== undefined) await append(forecastEvent(id, finding));
    }
  });
}

/** Undefined where the pair has an open episode already: the unique index keeps it the only one. */
async function insertForecast(transaction: Transaction, fence: Fence, finding: ForecastFinding) {
  const [inserted] = await transaction
    .insert(conflictForecasts)
    .values({ run: fence.run, ...finding, at: new Date() })
    .onConflictDoNothing()
    .returning({ id: conflictForecasts.id });
  return inserted?.id;
}

const isOpen = (fence: Fence, id: number) =>
  and(
    eq(conflictForecasts.run, fence.run),
    eq(conflictForecasts.id, id),
    isNull(conflictForecasts.clearedAt),
  );

/** Without the hunks: they are in the row as long as the episode is open, and in git for ever. */
function forecastEvent(id: number, finding: ForecastFinding): NewEvent {
  const { session, other, commit, otherCommit } = finding;
  return {
    key: `forecast:${id}:${commit}:${otherCommit}`,
    kind: 'conflict_forecast',
    data: {
      forecast: id,
      session,
      other,
      commit,
      otherCommit,
      paths: finding.paths.map(({ path, reason }) => ({ path, reason })),
    },
  };
}
