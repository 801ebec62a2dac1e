import {
  findDocument,
  findRun,
  type Run,
  readGateResults,
  readOpenForecasts,
  readReports,
  readSeats,
} from '@musterhq/store';
import { assembleStatus, type Status } from './assemble-status.ts';
import { compileDocument } from './compile-document.ts';
import { EngineError } from './engine-error.ts';
import { type Surroundings, viewOf } from './open-run.ts';
import { readFacts } from './read-facts.ts';

/** The newest run as the store and git have it now; any process may ask, whether a coordinator lives or not. */
export async function readStatus(around: Surroundings, run?: string): Promise<Status> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const document = await findDocument(database, row.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const view = await viewOf(around, row, plan);
  const [facts, seats, gateResults, reports, forecasts] = await Promise.all([
    readFacts(view),
    readSeats(database),
    readGateResults(database, row.id),
    readReports(database, row.id, 20),
    readOpenForecasts(database, row.id),
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
      canFollowUp: () => true,
    },
    agents: new Map(seats.flatMap((seat) => (seat.agents === null ? [] : [[seat.session, seat.agents]]))),
    gateResults,
    reports,
    forecasts,
  });
}

/** The plan of the newest run, for commands that speak about its sessions and tasks. */
export async function readRunPlan(around: Surroundings) {
  const run = await requireRun(around);
  const document = await findDocument(around.store.database, run.id);
  return { run, ...compileDocument(document?.text ?? '', around.library), text: document?.text ?? '' };
}

/** The newest run, or the one named; throws `no_run`. */
export async function requireRun(around: Surroundings, id?: string): Promise<Run> {
  const run = await findRun(around.store.database, id);
  if (run !== undefined) return run;
  const which = id === undefined ? 'no run yet' : `no run ${id}`;
  throw new EngineError(
    'no_run',
    `There is ${which} in ${around.repo.dir}. Start one with 'muster run DOCUMENT'.`,
  );
}
