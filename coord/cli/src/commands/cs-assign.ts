import { assignTask } from '@musterhq/engine';
import type { Mode } from '@musterhq/plan';
import type { Environment } from '../environment.ts';
import { findSession } from '../find-session.ts';
import { withProject } from '../open-project.ts';

/** `cs "TASK"`: an assignment for a session, else for the one whose worktree it is called in. */
export async function csAssign(
  environment: Environment,
  {
    task: text,
    agents,
    ...order
  }: { task: string; mode?: Mode; agents?: boolean; session?: number; why: string },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { run, id, session, starts } = await assignTask(around, {
      ...order,
      text,
      session: order.session ?? (() => findSession(environment, around.stateDir, undefined)),
      asAgents: agents === true,
      by: environment.user,
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
