import { findDocument, readEvents } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import { type Surroundings, viewOf } from '../open-run.ts';
import { readFacts } from '../read-facts.ts';
import { requireRun } from '../require-run.ts';
import { assembleQueueView, type QueueView } from './assemble-queue-view.ts';
import { queueEventKinds } from './queue-events.ts';

/** The landing queue of a run as the log has it now; any process may ask, whether a coordinator lives or not. */
export async function readQueue(around: Surroundings, run?: string): Promise<QueueView> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const document = await findDocument(database, row.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const view = await viewOf(around, row, plan);
  const [facts, events, stalls] = await Promise.all([
    readFacts(view),
    readEvents(database, row.id, { kinds: queueEventKinds }),
    readEvents(database, row.id, { kind: 'queue_stalled' }),
  ]);
  const policy = around.configuration.landing;
  return assembleQueueView({ plan, facts, events, stalls, policy, branch: view.integration });
}
