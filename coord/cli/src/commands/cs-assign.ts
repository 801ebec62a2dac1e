import { randomUUID } from 'node:crypto';
import { byHandId } from '@musterhq/agents';
import { readRunPlan, startedTask } from '@musterhq/engine';
import type { Mode } from '@musterhq/plan';
import { announce, insertAssignment } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { findSession } from '../find-session.ts';
import { withProject } from '../open-project.ts';
import { requireSession } from '../require-session.ts';
import { requireSteps } from '../require-steps.ts';

/**
 * `cs "TASK"`: an assignment for a session. The text of one of the document's own start commands starts the session on
 * that task of the plan, not a second time beside it.
 */
export async function csAssign(
  environment: Environment,
  order: { task: string; mode?: Mode; agents?: boolean; session?: number },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { plan, run } = await readRunPlan(around);
    const session =
      order.session ??
      startedTask(plan, order.task)?.session ??
      findSession(environment, around.stateDir, undefined);
    requireSession(plan, session);
    const starts = startedTask(plan, order.task, session);
    if (starts === undefined) await requireSteps(around, run, session);
    const id = byHandId(randomUUID().slice(0, 8));
    await insertAssignment(around.store, {
      id,
      session,
      text: order.task,
      mode: order.mode ?? null,
      asAgents: order.agents === true,
      startsTask: starts?.id ?? null,
    });
    await announce(around.store, run.id, {
      key: `assignment:${id}`,
      kind: 'assignment_made',
      session,
      data: { text: order.task, starts: starts?.id ?? null },
    });
    const waits =
      run.state === 'running' ? '' : ` Run ${run.id} is ${run.state}; 'muster resume' goes on with it.`;
    process.stdout.write(
      starts === undefined
        ? `Session ${session} has it as ${id}.${waits}\n`
        : `This is the document's own start of ${starts.label}: Session ${session} does it once, as that task.${waits}\n`,
    );
  });
}
