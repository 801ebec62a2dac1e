import { insertRequest, type Run } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { requireRunning } from './require-running.ts';
import { requireSession } from './require-session.ts';

/** Asks that a session's driver stops and a person has its worktree; the coordinator answers with `session_taken`. */
export async function takeSession(
  around: Surroundings,
  { session, by, why }: { session: number; by: string; why: string },
): Promise<{ run: Run; request: number }> {
  const { run, plan } = await readRunPlan(around);
  requireSession(plan, session);
  requireRunning(run, 'answer');
  const data = { session, by, why };
  return { run, request: await insertRequest(around.store, { run: run.id, kind: 'take', data }) };
}
