import { and, eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { attempts, handoffs, integrations, turns, type Verdict } from './schema.ts';

export type Attempt = typeof attempts.$inferSelect;
export type AttemptKey = { task: string; attempt: number; session: number };

const one = (fence: Fence, key: AttemptKey) =>
  and(eq(attempts.run, fence.run), eq(attempts.task, key.task), eq(attempts.number, key.attempt));

export async function readAttempts(reader: Reader, run: string): Promise<Attempt[]> {
  return reader.select().from(attempts).where(eq(attempts.run, run)).orderBy(attempts.startedAt);
}

/** Claims the session for one attempt; the unique index refuses a second one while it is open. */
export async function insertAttempt(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  data: Record<string, unknown>,
) {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .insert(attempts)
      .values({ run: fence.run, task: key.task, number: key.attempt, session: key.session, state: 'working' })
      .onConflictDoNothing({ target: [attempts.run, attempts.task, attempts.number] });
    await append({
      key: `attempt:${key.task}#${key.attempt}:started`,
      kind: 'attempt_started',
      session: key.session,
      task: key.task,
      data: { attempt: key.attempt, ...data },
    });
  });
}

/** The commit that the attempt's work starts from: `integration/daily` as the session took it in. */
export async function setBase(store: Store, fence: Fence, key: AttemptKey, base: string): Promise<void> {
  await record(store, fence, (transaction) =>
    transaction.update(attempts).set({ base }).where(one(fence, key)),
  );
}

/**
 * Judges a turn from facts; a submitted one puts the attempt into the landing line in the same transaction. A turn is
 * judged once, and may then be sent back by the landing: a step that a crash repeats later changes nothing any more.
 */
export async function judgeTurn(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  turn: { id: string; number: number },
  verdict: Verdict,
): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    const [judged] = await transaction
      .select({ verdict: turns.verdict })
      .from(turns)
      .where(eq(turns.id, turn.id))
      .for('update');
    const isSentBack = verdict.kind === 'rework' && judged?.verdict?.kind === 'submitted';
    if (judged?.verdict != null && !isSentBack) return;
    await transaction.update(turns).set({ verdict }).where(eq(turns.id, turn.id));
    if (verdict.kind === 'submitted') {
      await transaction
        .update(attempts)
        .set({ state: 'submitted', head: verdict.commit, submittedAt: new Date() })
        .where(one(fence, key));
      await append({
        key: `attempt:${key.task}#${key.attempt}:submitted:${turn.number}`,
        kind: 'attempt_submitted',
        session: key.session,
        task: key.task,
        data: { attempt: key.attempt, commit: verdict.commit },
      });
    }
    if (verdict.kind === 'rework') {
      await transaction.update(attempts).set({ state: 'working' }).where(one(fence, key));
      await append({
        key: `turn:${turn.id}:rework:${verdict.cause}`,
        kind: verdict.cause === 'outage' ? 'driver_out' : 'rework_asked',
        session: key.session,
        task: key.task,
        data: { attempt: key.attempt, turn: turn.number, cause: verdict.cause, feedback: verdict.feedback },
      });
    }
  });
}

export async function blockAttempt(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  reason: string,
  data: Record<string, unknown>,
) {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .update(attempts)
      .set({ state: 'blocked', reason, endedAt: new Date() })
      .where(one(fence, key));
    await append({
      key: `attempt:${key.task}#${key.attempt}:blocked`,
      kind: 'attempt_blocked',
      session: key.session,
      task: key.task,
      data: { attempt: key.attempt, reason, ...data },
    });
  });
}

/** Writes down before the ref moves what is about to land, so that a restart can tell whether it did. */
export async function planIntegration(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  move: { onto: string; commit: string },
): Promise<void> {
  await record(store, fence, (transaction) =>
    transaction
      .insert(integrations)
      .values({ run: fence.run, task: key.task, attempt: key.attempt, ...move })
      .onConflictDoUpdate({
        target: [integrations.run, integrations.task, integrations.attempt],
        set: move,
      }),
  );
}

export async function findIntegration(reader: Reader, run: string, key: AttemptKey) {
  const [row] = await reader
    .select()
    .from(integrations)
    .where(
      and(eq(integrations.run, run), eq(integrations.task, key.task), eq(integrations.attempt, key.attempt)),
    );
  return row;
}

export type Delivery = { handoff: string; delivery: number; artifacts: { path: string; sha256: string }[] };

/**
 * The task is done: its commit is on the integration branch, and what it hands on is offered in the same breath.
 * Only a submitted attempt is finished, so a step that a crash repeats offers nothing a second time.
 */
export async function finishAttempt(
  store: Store,
  fence: Fence,
  key: AttemptKey,
  landed: { entry: string; commit: string; paths: string[]; tree: string },
  deliveries: Delivery[],
) {
  await record(store, fence, async (transaction, append) => {
    const finished = await transaction
      .update(attempts)
      .set({ state: 'integrated', integrated: landed.commit, endedAt: new Date() })
      .where(and(one(fence, key), eq(attempts.state, 'submitted')))
      .returning({ number: attempts.number });
    if (finished.length === 0) return;
    await append({
      key: `attempt:${key.task}#${key.attempt}:integrated`,
      kind: 'task_integrated',
      session: key.session,
      task: key.task,
      data: { attempt: key.attempt, ...landed },
    });
    for (const { handoff, delivery, artifacts } of deliveries) {
      await transaction
        .insert(handoffs)
        .values({ run: fence.run, handoff, delivery, state: 'offered', commit: landed.commit, artifacts })
        .onConflictDoNothing();
      await append({
        key: `handoff:${handoff}#${delivery}:offered`,
        kind: 'handoff_offered',
        session: key.session,
        task: key.task,
        data: { handoff, delivery, commit: landed.commit, artifacts },
      });
    }
  });
}
