import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { type EventKind, type Fence, record } from './record.ts';
import { documents, events, type RunState, runs } from './schema.ts';
import { StoreError } from './store-error.ts';

export type Run = typeof runs.$inferSelect;
export type Coordinator = { pid: number; startedAt: string; host: string };

/** The newest run, open or not. */
export async function findRun(reader: Reader, id?: string): Promise<Run | undefined> {
  const [run] = await reader
    .select()
    .from(runs)
    .where(id === undefined ? sql`true` : eq(runs.id, id))
    .orderBy(desc(runs.startedAt))
    .limit(1);
  return run;
}

export async function findOpenRun(reader: Reader): Promise<Run | undefined> {
  const [run] = await reader.select().from(runs).where(isNull(runs.finishedAt));
  return run;
}

/** The run and, in the same breath, the document it begins with: neither is ever there without the other. */
export async function insertRun(
  store: Store,
  run: {
    id: string;
    documentPath: string;
    options: Record<string, unknown>;
    planStart: string;
    startedAt: Date;
  },
  document?: { sha256: string; text: string },
): Promise<Run> {
  return inTransaction(store, async (transaction) => {
    const [inserted] = await transaction
      .insert(runs)
      .values({ ...run, state: 'stopped' })
      .onConflictDoNothing()
      .returning();
    if (inserted === undefined) {
      const open = await findOpenRun(transaction);
      throw new StoreError(
        'run_open',
        `Run ${open?.id} of ${open?.documentPath} is still open in this repository. Continue it with 'muster resume', or end it with 'muster stop --abandon'.`,
        { open: open?.id },
      );
    }
    if (document !== undefined) {
      await transaction.insert(documents).values({ run: run.id, version: 1, origin: 'start', ...document });
    }
    return inserted;
  });
}

/** Raises the generation: from here on the earlier coordinator's writes are refused. */
export async function takeRun(store: Store, id: string, coordinator: Coordinator): Promise<Fence> {
  const [run] = await store.database
    .update(runs)
    .set({ generation: sql`${runs.generation} + 1`, coordinator, state: 'running' })
    .where(and(eq(runs.id, id), isNull(runs.finishedAt)))
    .returning({ generation: runs.generation });
  if (run === undefined) throw new StoreError('no_run', `Run ${id} is not open.`, { run: id });
  return { run: id, generation: run.generation };
}

/** Leaves the run in a state that is not `running`; the coordinator's own last write. */
export async function leaveRun(
  store: Store,
  fence: Fence,
  state: Exclude<RunState, 'running'>,
  data: Record<string, unknown>,
): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    const isOver = state === 'finished' || state === 'abandoned';
    await transaction
      .update(runs)
      .set({ state, coordinator: null, finishedAt: isOver ? new Date() : null })
      .where(eq(runs.id, fence.run));
    await append({ key: `run:${state}:${fence.generation}`, kind: `run_${state}`, data });
  });
}

/** Removes ended runs with their events, all but the newest `keep`. Returns the ids removed. */
export async function removeOldRuns(store: Store, keep: number): Promise<string[]> {
  const ended = await store.database
    .select({ id: runs.id, startedAt: runs.startedAt })
    .from(runs)
    .where(sql`${runs.finishedAt} is not null`)
    .orderBy(desc(runs.startedAt))
    .offset(keep);
  for (const run of ended) await store.database.delete(runs).where(eq(runs.id, run.id));
  return ended.map((run) => run.id);
}

export type Event = typeof events.$inferSelect;

/** Events after `after`, oldest first, at most `limit`. */
export async function readEvents(
  reader: Reader,
  run: string,
  options: { after?: number; limit?: number; kind?: EventKind; kinds?: readonly EventKind[] } = {},
): Promise<Event[]> {
  return reader
    .select()
    .from(events)
    .where(
      and(
        eq(events.run, run),
        gt(events.id, options.after ?? 0),
        options.kind === undefined ? undefined : eq(events.kind, options.kind),
        options.kinds === undefined ? undefined : inArray(events.kind, [...options.kinds]),
      ),
    )
    .orderBy(events.id)
    .limit(options.limit ?? 1_000_000);
}

/** Events of a kind by number and session alone: to count 100,000 commits their lists of paths are not read. */
export async function readEventSessions(
  reader: Reader,
  run: string,
  { kind, after }: { kind: EventKind; after: number },
): Promise<Pick<Event, 'id' | 'session'>[]> {
  return reader
    .select({ id: events.id, session: events.session })
    .from(events)
    .where(and(eq(events.run, run), eq(events.kind, kind), gt(events.id, after)))
    .orderBy(events.id);
}

/** The event that a key names, once it is there. */
export async function findEvent(reader: Reader, run: string, key: string): Promise<Event | undefined> {
  const [event] = await reader
    .select()
    .from(events)
    .where(and(eq(events.run, run), eq(events.key, key)));
  return event;
}

/** What sessions found out, in this run and in those before it, newest first. */
export async function readFindings(reader: Reader, limit: number): Promise<Event[]> {
  return reader
    .select()
    .from(events)
    .where(eq(events.kind, 'finding_recorded'))
    .orderBy(desc(events.id))
    .limit(limit);
}

export type Report = {
  id: number;
  at: Date;
  from: string;
  session: number | null;
  kind: string;
  text: string;
};

/** The newest reports of sessions and people, oldest first. */
export async function readReports(reader: Reader, run: string, limit: number): Promise<Report[]> {
  const rows = await reader
    .select()
    .from(events)
    .where(and(eq(events.run, run), eq(events.kind, 'report_made')))
    .orderBy(desc(events.id))
    .limit(limit);
  return rows.reverse().map((row) => ({
    id: row.id,
    at: row.at,
    session: row.session,
    from: String(row.data.from),
    kind: String(row.data.kind),
    text: String(row.data.text),
  }));
}
