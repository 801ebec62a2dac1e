import { eq } from 'drizzle-orm';
import { inTransaction, type Store, type Transaction } from './make-store.ts';
import { events, runs } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Adds an event to what is being written; false when it was there already. */
export type Append = (event: NewEvent) => Promise<boolean>;

/** Who writes: the coordinator of this generation. */
export type Fence = { run: string; generation: number };

/** Everything that a run can tell of. */
export const eventKinds = [
  'run_started',
  'run_resumed',
  'run_stopped',
  'run_blocked',
  'run_finished',
  'run_abandoned',
  'document_adopted',
  'document_edit_waits',
  'attempt_started',
  'attempt_submitted',
  'rework_asked',
  'driver_out',
  'attempt_blocked',
  'attempt_reopened',
  'turn_started',
  'turn_finished',
  'worktree_saved',
  'worktree_removed',
  'branch_removed',
  'tip_released',
  'state_restored',
  'commit_made',
  'ownership_refused',
  'foreign_changes',
  'fence_off',
  'conflict_met',
  'gate_finished',
  'gate_decided',
  'entry_queued',
  'candidate_made',
  'candidate_conflicted',
  'candidate_gated',
  'entry_promoted',
  'entry_left',
  'integration_moved',
  'queue_stalled',
  'conflict_forecast',
  'conflict_cleared',
  'revert_asked',
  'revert_refused',
  'block_reverted',
  'task_integrated',
  'handoff_offered',
  'handoff_taken',
  'handoff_accepted',
  'handoff_refused',
  'round_held',
  'review_held',
  'main_landed',
  'main_proposed',
  'checkout_behind',
  'grant_given',
  'grant_asked',
  'grant_refused',
  'artifact_published',
  'handoff_noted',
  'finding_recorded',
  'report_made',
  'comment_made',
  'comment_told',
  'comment_answered',
  'session_paused',
  'session_unpaused',
  'session_taken',
  'session_given',
  'agents_changed',
  'assignment_made',
  'workflow_restarted',
  'work_carried',
  'budget_set',
  'budget_spent',
] as const;
export type EventKind = (typeof eventKinds)[number];

export type NewEvent = {
  /** The same fact has the same key, so that a repeated step adds nothing. */
  key: string;
  kind: EventKind;
  session?: number;
  task?: string;
  data?: Record<string, unknown>;
};

/**
 * Changes rows and appends their events in one transaction, only while this generation still holds the run.
 * The row lock makes a takeover wait for the write, so two coordinators never both decide; and writes wait for each other, so
 * that events come up in the order of their ids and whoever reads on from the last one misses none.
 */
export async function record<Result>(
  store: Store,
  fence: Fence,
  change: (transaction: Transaction, append: Append) => Promise<Result>,
): Promise<Result> {
  return inTransaction(store, async (transaction) => {
    const [run] = await transaction
      .select({ generation: runs.generation })
      .from(runs)
      .where(eq(runs.id, fence.run))
      .for('no key update');
    if (run?.generation !== fence.generation) {
      throw new StoreError(
        'stale_generation',
        `Another coordinator holds run ${fence.run} (generation ${run?.generation ?? 'none'}, this one is ${fence.generation}). This one stops; nothing it decided since was kept.`,
        { ...fence, current: run?.generation },
      );
    }
    return change(transaction, (event) => appendEvent(transaction, fence, event));
  });
}

/** One event in a transaction of its own; false when it was there already. */
export function recordEvent(store: Store, fence: Fence, event: NewEvent): Promise<boolean> {
  return record(store, fence, (_, append) => append(event));
}

/** For processes that are not the coordinator (a report, a grant): no fence, the run's current generation. */
export function announce(store: Store, run: string, event: NewEvent): Promise<boolean> {
  return announceWith(store, run, (_, append) => append(event));
}

/** `announce` for a fact that has rows of its own beside its event. */
export async function announceWith<Result>(
  store: Store,
  run: string,
  change: (transaction: Transaction, append: Append) => Promise<Result>,
): Promise<Result> {
  return inTransaction(store, async (transaction) => {
    const [row] = await transaction
      .select({ generation: runs.generation })
      .from(runs)
      .where(eq(runs.id, run))
      .for('no key update');
    if (row === undefined) throw new StoreError('no_run', `There is no run ${run}.`, { run });
    return change(transaction, (event) =>
      appendEvent(transaction, { run, generation: row.generation }, event),
    );
  });
}

async function appendEvent(transaction: Transaction, fence: Fence, event: NewEvent): Promise<boolean> {
  const inserted = await transaction
    .insert(events)
    .values({
      run: fence.run,
      generation: fence.generation,
      key: event.key,
      kind: event.kind,
      session: event.session ?? null,
      task: event.task ?? null,
      data: event.data ?? {},
      at: new Date(),
    })
    .onConflictDoNothing()
    .returning({ id: events.id });
  return inserted.length > 0;
}
