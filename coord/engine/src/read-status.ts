import { findDocument, type Run, readGateResults, readMoment, readReports, readSeats } from '@musterhq/store';
import { readGrantRequests } from './asks/read-grant-requests.ts';
import { assembleStatus } from './assemble-status.ts';
import { compileDocument } from './compile-document.ts';
import { admissionPolicy } from './driving/admit-turns.ts';
import { driverOfAttempt } from './driving/choose-driver.ts';
import { drivingOf } from './driving/driving-of.ts';
import { EngineError } from './engine-error.ts';
import { readGates } from './gates/read-gates.ts';
import { runOptionsSchema, type Surroundings, viewOf } from './open-run.ts';
import { readFacts } from './read-facts.ts';
import { requireRun } from './require-run.ts';
import type { Status } from './status.ts';

/** The newest run as the store and git have it now; any process may ask, whether a coordinator lives or not. */
export function readStatus(around: Surroundings, run?: string): Promise<Status> {
  return readMoment(around.store, (store, at) => readStatusAt({ ...around, store }, at, run));
}

/** Within a moment that somebody else has opened, whose newest event is `at`. */
export async function readStatusAt(around: Surroundings, at: number, run?: string): Promise<Status> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const document = await findDocument(database, row.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const view = await viewOf(around, row, plan);
  const [facts, seats, gateResults, toDecide, reports, grantRequests] = await Promise.all([
    readFacts(view),
    readSeats(database),
    readGateResults(database, row.id),
    readToDecide(around, row),
    readReports(database, row.id, 20),
    readGrantRequests(database, row.id),
  ]);
  return assembleStatus({
    at,
    run: row,
    plan,
    facts,
    limits: {
      pace: view.pace,
      concurrency: around.configuration.concurrency,
      turns: around.configuration.turns,
      idleTurns: around.configuration.idleTurns,
      attempts: around.configuration.attempts,
      admission: admissionPolicy(around.configuration),
      drivers: around.configuration.drivers,
      queue: around.configuration.landing,
      driverOf: driverOfAttempt(drivingOf(around, runOptionsSchema.parse(row.options)), plan),
      canFollowUp: () => true,
    },
    agents: new Map(seats.flatMap((seat) => (seat.agents === null ? [] : [[seat.session, seat.agents]]))),
    gateResults,
    toDecide,
    reports,
    grantRequests,
  });
}

/** Of a run that is over nothing is to be decided; a gates.yaml that a person is just editing fails no status. */
async function readToDecide(around: Surroundings, { id, state }: Run): Promise<Status['toDecide']> {
  const nothing = { waiting: [], unbound: [], error: null };
  if (state === 'finished' || state === 'abandoned') return nothing;
  try {
    const { gates, unbound } = await readGates(around, id);
    const waiting = gates.flatMap(({ gate, question, isWaiting }) =>
      isWaiting ? [{ gate, question: question ?? '' }] : [],
    );
    return { waiting, unbound, error: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { ...nothing, error: error.message };
  }
}

/** The plan of the newest run, for commands that speak about its sessions and tasks. */
export async function readRunPlan(around: Surroundings) {
  const run = await requireRun(around);
  const document = await findDocument(around.store.database, run.id);
  return { run, ...compileDocument(document?.text ?? '', around.library), text: document?.text ?? '' };
}
