import { DBOS } from '@dbos-inc/dbos-sdk';
import { readEndedWorkers, readOverdueLooks, requeueLook } from '@musterhub/store';
import type { Context } from './context.ts';
import { nameOfLook, publishQueue, workflowVersion } from './workflows.ts';

/**
 * Looks that were under way in workers that are gone go back to their queue. DBOS gives a workflow back only to a process of the same
 * name, and a queue that lets one look at an account through at a time would wait for the dead one for ever.
 */
export async function adoptLooks({ store, worker }: Context): Promise<void> {
  const pending = await DBOS.listWorkflows({
    status: 'PENDING',
    queueName: publishQueue,
    loadInput: false,
  });
  if (pending.every(({ executorId }) => executorId === worker)) return;
  const ended = new Set(await readEndedWorkers(store.database));
  for (const { workflowID, executorId } of pending) {
    if (executorId !== undefined && ended.has(executorId))
      await DBOS.resumeWorkflow(workflowID, { queueName: publishQueue });
  }
}

/** Looks of another shape would never be handed to this one: they are ended, and looked at anew. */
export async function endForeignLooks({ store, clock }: Context): Promise<void> {
  const open = await DBOS.listWorkflows({
    status: ['PENDING', 'ENQUEUED', 'DELAYED'],
    queueName: publishQueue,
  });
  for (const { workflowID, applicationVersion, input } of open) {
    if (applicationVersion === workflowVersion) continue;
    await DBOS.cancelWorkflow(workflowID);
    const [id, wake] = input as [string, number];
    await requeueLook(store, { id, wake }, clock.now());
  }
}

/** Looks that ended in an error, or are not there any more, though their publication waits for them. */
export async function requeueLostLooks({ store, clock, limits }: Context): Promise<void> {
  const now = clock.now();
  const before = new Date(now.getTime() - limits.stuckAfterMs);
  for (const look of await readOverdueLooks(store.database, before)) {
    const found = await DBOS.getWorkflowStatus(nameOfLook(look.id, look.wake));
    const isUnderWay = found !== null && ['PENDING', 'ENQUEUED', 'DELAYED'].includes(found.status);
    if (!isUnderWay) await requeueLook(store, look, now);
  }
}
