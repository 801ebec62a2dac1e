import { randomUUID } from 'node:crypto';
import { byHandId } from '@musterhq/agents';
import type { Mode, Task } from '@musterhq/plan';
import { announce, findEvent, insertAssignment, type Run } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { startedTask } from '../started-task.ts';
import { requireSession } from './require-session.ts';
import { requireSteps } from './require-steps.ts';

/** What was given by hand: a task of its own, or the document's own task that its words start. */
export type Assigned = { run: Run; event: number; id: string; session: number; starts: Task | undefined };

/**
 * Gives a session a task by hand. The text of one of the document's own start commands starts the session on that task of the
 * plan, not a second time beside it; where no session is named it is that task's, else the function is asked.
 */
export async function assignTask(
  around: Surroundings,
  order: {
    text: string;
    mode?: Mode;
    asAgents: boolean;
    session: number | (() => number);
    by: string;
    why: string;
  },
): Promise<Assigned> {
  const { text, mode, asAgents, by, why } = order;
  const { store } = around;
  const { plan, run } = await readRunPlan(around);
  const session =
    typeof order.session === 'number' ? order.session : (startedTask(plan, text)?.session ?? order.session());
  requireSession(plan, session);
  const starts = startedTask(plan, text, session);
  if (starts === undefined) await requireSteps(around, run, session);
  const id = byHandId(randomUUID().slice(0, 8));
  const startsTask = starts?.id ?? null;
  await insertAssignment(store, { id, session, text, mode: mode ?? null, asAgents, startsTask });
  const key = `assignment:${id}`;
  await announce(store, run.id, {
    key,
    kind: 'assignment_made',
    session,
    data: { text, starts: startsTask, by, why },
  });
  const event = await findEvent(store.database, run.id, key);
  return { run, event: event!.id, id, session, starts };
}
