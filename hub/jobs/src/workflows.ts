import { DBOS } from '@dbos-inc/dbos-sdk';
import { isConnectionLost } from '@musterhq/postgres';
import { endLook, StoreError } from '@musterhub/store';
import { advance } from './advance.ts';
import type { Context } from './context.ts';
import { JobsError } from './jobs-error.ts';

/**
 * Version of the workflow's own shape, not of Muster: DBOS hands a workflow only to processes of its version, so an upgrade goes on
 * with a queued month as long as this stands. Raise it when steps are added, removed or reordered; looks of the old shape are then
 * ended, and the rows say what is to be looked at.
 */
export const workflowVersion = '1';
export const publishQueue = 'publish';

export type PublishLook = (id: string, wake: number) => Promise<void>;

/**
 * The one workflow: a look at a publication, named for the publication and the number of the look. It is a single step that may be
 * repeated, since what it does it reads from the ledger and writes there.
 */
export function makePublishLook(context: Context, giveUp: (error: unknown) => void): PublishLook {
  async function look(id: string, wake: number): Promise<void> {
    await DBOS.runStep(
      async () => {
        try {
          const wakeAt = await advance(context, id);
          await endLook(context.store, { id, wake, wakeAt });
        } catch (error) {
          await leaveOpen(error, giveUp);
        }
      },
      { name: 'advance' },
    );
  }
  return DBOS.registerWorkflow(look, { name: 'look' });
}

export function nameOfLook(id: string, wake: number): string {
  return `publish/${id}/${wake}`;
}

/**
 * Without its database, or without the fence, this worker has no say: the look stays open, so that whoever comes next does it
 * again, and the worker ends.
 */
function leaveOpen(error: unknown, giveUp: (error: unknown) => void): Promise<never> {
  const isOver =
    isConnectionLost(error) ||
    (error instanceof JobsError && error.code === 'fence_lost') ||
    (error instanceof StoreError && error.code === 'unsealable');
  if (!isOver) throw error;
  giveUp(error);
  return new Promise(() => undefined);
}
