import { randomUUID } from 'node:crypto';
import { normalPath, parseDuration } from '@musterhq/plan';
import { announceWith, findEvent, giveGrant, type Run } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { requireSession } from './require-session.ts';

/** Lets a session write a path that it does not own, for a while such as `2h`: narrow, expiring and in the log. */
export async function grantPath(
  around: Surroundings,
  order: { path: string; session: number; duration: string; by: string; why: string },
): Promise<{ run: Run; event: number; path: string; expiresAt: Date }> {
  const { session, duration, by, why } = order;
  const durationMs = parseDuration(duration);
  if (durationMs === undefined || durationMs <= 0)
    throw refusalOfAsk(`A duration such as 30m or 2h is expected, found '${duration}'.`);
  const path = normalPath(order.path);
  if (path === undefined || path === '')
    throw refusalOfAsk(`'${order.path}' is not a path inside the repository.`);
  const { plan, run } = await readRunPlan(around);
  requireSession(plan, session);
  const id = randomUUID();
  const grantedAt = new Date(around.now());
  const expiresAt = new Date(grantedAt.getTime() + durationMs);
  const key = `grant:${id}`;
  return announceWith(around.store, run.id, async (transaction, append) => {
    const grant = { id, path, session, reason: why, grantedBy: by, grantedAt, expiresAt };
    await giveGrant(transaction, append, grant, { key, data: {} });
    const event = await findEvent(transaction, run.id, key);
    return { run, event: event!.id, path, expiresAt };
  });
}
