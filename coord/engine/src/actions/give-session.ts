import { insertRequest, type Run } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { requireRunning } from './require-running.ts';
import { requireSession } from './require-session.ts';

/** Gives a session back to its driver; when it `isDone`, what lies in the worktree is judged as the task's work. */
export async function giveSession(
  around: Surroundings,
  { session, isDone, by, why }: { session: number; isDone: boolean; by: string; why: string },
): Promise<{ run: Run; request: number }> {
  const { run, plan } = await readRunPlan(around);
  requireSession(plan, session);
  requireRunning(run, 'answer');
  const data = { session, isDone, by, why };
  return { run, request: await insertRequest(around.store, { run: run.id, kind: 'give', data }) };
}
