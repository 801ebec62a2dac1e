import { findDocument, readGateResults, readReports, readSeats } from '@musterhq/store';
import { assembleStatus, type Status } from './assemble-status.ts';
import { compileDocument } from './compile-document.ts';
import { type Surroundings, viewOf } from './open-run.ts';
import { readFacts } from './read-facts.ts';
import { requireRun } from './require-run.ts';

/** The newest run as the store and git have it now; any process may ask, whether a coordinator lives or not. */
export async function readStatus(around: Surroundings, run?: string): Promise<Status> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const document = await findDocument(database, row.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const view = await viewOf(around, row, plan);
  const [facts, seats, gateResults, reports] = await Promise.all([
    readFacts(view),
    readSeats(database),
    readGateResults(database, row.id),
    readReports(database, row.id, 20),
  ]);
  return assembleStatus({
    run: row,
    plan,
    facts,
    limits: {
      pace: view.pace,
      concurrency: around.configuration.concurrency,
      turns: around.configuration.turns,
      attempts: around.configuration.attempts,
      queue: around.configuration.landing,
      canFollowUp: () => true,
    },
    agents: new Map(seats.flatMap((seat) => (seat.agents === null ? [] : [[seat.session, seat.agents]]))),
    gateResults,
    reports,
  });
}

/** The plan of the newest run, for commands that speak about its sessions and tasks. */
export async function readRunPlan(around: Surroundings) {
  const run = await requireRun(around);
  const document = await findDocument(around.store.database, run.id);
  return { run, ...compileDocument(document?.text ?? '', around.library), text: document?.text ?? '' };
}
