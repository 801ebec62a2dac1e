import { DBOS } from '@dbos-inc/dbos-sdk';
import { makeBell } from '@musterhq/clock';
import { endIdleTransactions, isConnectionLost } from '@musterhq/postgres';
import { blockAttempt, type Event, leaveRun, listen, readEvents } from '@musterhq/store';
import { adoptEdit } from './adopt-document.ts';
import { answerRequests } from './answer-requests.ts';
import type { Context } from './context.ts';
import { type Decision, decide } from './decide.ts';
import { minuteOf } from './due-rounds.ts';
import { EngineError } from './engine-error.ts';
import { makeConflictForecast } from './forecast/forecast-conflicts.ts';
import { clearSlots } from './gates/slot.ts';
import { makeGateFlights } from './landing/gate-flights.ts';
import { mergeAlong } from './landing/merge-along.ts';
import { settleLanding } from './landing/settle-landing.ts';
import { settleTurns } from './ledger/settle-turns.ts';
import { limitsOf } from './limits.ts';
import { type Flights, makeFlights, restartForeignVersions } from './make-flights.ts';
import { readFacts } from './read-facts.ts';
import { reasonOf } from './reason-of.ts';
import { holdRound } from './round-pages.ts';
import { stopTurns } from './stop-turns.ts';
import { workOf } from './work.ts';
import { makeWorkflows, workflowVersion } from './workflows.ts';

export type RunEnd = { state: 'finished' | 'blocked' | 'stopped' };

/** While turns are being ended, one that was just about to start is found with the next look. */
const soonMs = 300;

/** Without a wake-up the loop looks again this often: a lost notification costs seconds, never the run. */
const slowestLookMs = 5_000;

/**
 * Runs a plan to its end. The loop is level-triggered: it reads the facts, decides purely, and carries out what is
 * not under way yet; what it remembers between two rounds is only which workflows it started.
 */
export async function coordinate(
  context: Context,
  options: {
    systemDatabaseUrl: string;
    signal: AbortSignal;
    onEvent: (event: Event) => void;
    onProgress: (session: number, line: string) => void;
    /** After the last event. */
    onEnd: () => void;
    warn: (text: string) => void;
    /** What helps to find a mistake in Muster itself. */
    trace: (...words: unknown[]) => void;
  },
): Promise<RunEnd> {
  const bell = makeBell();
  const failure: { error?: unknown } = {};
  const giveUp = (error: unknown) => {
    failure.error ??= error;
    bell.ring();
  };
  context.progress = options.onProgress;
  const workflows = makeWorkflows(context, giveUp);
  await launch(options);
  const teller = makeTeller(context, options.onEvent, giveUp);
  const ears = await listen(context.store, { requests: bell.ring, events: teller.soon }, (error) =>
    options.warn(`The database connection is lost: ${error.message}`),
  );
  const flights = makeFlights(context, { workflows, bell, giveUp });
  const gates = makeGateFlights(context, { ring: bell.ring, giveUp });
  const forecast = makeConflictForecast(context);
  const wasAborted = () => bell.ring();
  options.signal.addEventListener('abort', wasAborted);
  try {
    await restartForeignVersions(context);
    if (Object.keys(context.configuration.drivers).length > 0) await settleTurns(context);
    await Promise.all([flights.rejoin(), clearSlots(context)]);
    for (;;) {
      if (failure.error !== undefined) throw failure.error;
      flights.settle();
      gates.settle();
      const facts = await readFacts(context);
      // Beside the wake-ups, which end with their connection.
      teller.soon();
      // Interrupted at the terminal nobody was asked for a name or a reason.
      const stop = options.signal.aborted ? {} : await answerRequests(context, facts);
      if (stop !== undefined) {
        context.stopping.abort();
        while (flights.hasTurns()) {
          await stopTurns(context, await readFacts(context));
          await bell.heard(soonMs);
          flights.settle();
        }
        // Landings and reviews end within their step, or are taken up there by whoever resumes.
        for (let looks = 0; looks < 5 && !(flights.isEmpty() && gates.isEmpty()); looks += 1) {
          await bell.heard(soonMs);
          flights.settle();
          gates.settle();
        }
        await leaveRun(context.store, context.fence, 'stopped', stop);
        return { state: 'stopped' };
      }
      for (const session of facts.heldByPerson) await stopTurns(context, facts, session);
      // A review moves the file, `main` and the live plan one after the other: in between the file looks edited.
      if (!flights.isReviewing() && (await adoptEdit(context, facts))) continue;
      const work = workOf(context.live.plan, facts.assignments);
      const decisions = decide(context.live.plan, work, facts, limitsOf(context));
      const end = decisions.find((decision) => decision.kind === 'end');
      if (end !== undefined && flights.isEmpty() && gates.isEmpty()) {
        await forecast.look(facts);
        const { state, reason } = end;
        await leaveRun(context.store, context.fence, state, reason === undefined ? {} : { reason });
        return { state };
      }
      const changed: Decision[] = [];
      for (const decision of decisions)
        if (await carryOut(context, flights, decision)) changed.push(decision);
      const candidates = decisions.filter((decision) => decision.kind === 'gate');
      gates.start(candidates);
      await mergeAlong(context, facts, { changed, gate: gates.start });
      // What the queue does not ask for any more ends; after a change it may ask for something else.
      if (changed.length > 0) continue;
      await gates.keep(candidates);
      await gates.watchHead(candidates);
      // Last: whatever can land or be gated does not wait for it.
      await forecast.look(facts);
      await bell.heard(facts.heldByPerson.size > 0 ? soonMs : nextLookMs(context, decisions));
    }
  } catch (error) {
    throw isConnectionLost(error) ? databaseLost(error as Error) : error;
  } finally {
    options.signal.removeEventListener('abort', wasAborted);
    await teller.last();
    options.onEnd();
    await ears.close();
    await DBOS.shutdown();
  }
}

function databaseLost(cause: Error): EngineError {
  return new EngineError(
    'database_lost',
    `The database went away: ${reasonOf(cause)}. What was done is kept and running turns go on; 'muster resume' takes the run up again.`,
    { cause },
  );
}

async function launch(options: {
  systemDatabaseUrl: string;
  trace: (...words: unknown[]) => void;
}): Promise<void> {
  const silent = () => undefined;
  DBOS.setConfig({
    name: 'muster',
    systemDatabaseUrl: endIdleTransactions(options.systemDatabaseUrl),
    applicationVersion: workflowVersion,
    executorID: 'coordinator',
    // A step that failed is an event of the run with its reason; what DBOS says of it besides is for the log file.
    logger: { info: silent, debug: silent, warn: silent, error: options.trace },
  });
  await DBOS.launch();
}

/** True when something was done at once that may change the next decision. */
async function carryOut(context: Context, flights: Flights, decision: Decision): Promise<boolean> {
  switch (decision.kind) {
    case 'hold_round':
      await holdRound(context, decision);
      return true;
    case 'block':
      if (flights.isBusy(decision.session)) return false;
      await blockAttempt(context.store, context.fence, decision, decision.reason, {});
      return true;
    case 'start_turn': {
      const { kind, ...order } = decision;
      await flights.turn(order);
      return false;
    }
    case 'land': {
      const { kind, ...order } = decision;
      flights.land(order);
      return false;
    }
    case 'gate':
      return false;
    case 'note_target':
    case 'enter':
    case 'withdraw':
    case 'promote':
    case 'merge':
    case 'eject':
      return settleLanding(context, decision);
    case 'review': {
      const { kind, ...due } = decision;
      // One at a time: at a fast pace the next evening comes while the last one is still looked at.
      flights.review(due);
      return false;
    }
    case 'wait':
    case 'end':
      return false;
  }
}

/** Until something that was put off is due, and at a dated pace the next round's hour or day; the slow look otherwise. */
function nextLookMs(context: Context, decisions: Decision[]): number {
  const { clock, live } = context;
  const now = clock.now();
  const waits = decisions.filter((decision) => decision.kind === 'wait');
  const due = Math.min(slowestLookMs, ...waits.map(({ until }) => Math.max(5, until.getTime() - now)));
  if (context.pace === 'asap') return due;
  const { day, minuteOfDay } = clock.planTimeAt(now);
  const minutes = live.plan.rounds.map(minuteOf).filter((minute) => minute > minuteOfDay);
  const next =
    minutes.length > 0 ? { day, minuteOfDay: Math.min(...minutes) } : { day: day + 1, minuteOfDay: 0 };
  return Math.min(due, Math.max(5, clock.epochOf(next) - now));
}

/** Hands new events on in their order; asked again while it reads, it reads once more. */
function makeTeller(
  context: Context,
  onEvent: (event: Event) => void,
  onFailure: (error: unknown) => void,
): { last(): Promise<void>; soon(): void } {
  const { store, fence } = context;
  let last = 0;
  let reading: Promise<void> | undefined;
  let isAskedAgain = false;
  const read = async () => {
    try {
      do {
        isAskedAgain = false;
        for (const event of await readEvents(store.database, fence.run, { after: last })) {
          last = event.id;
          if (event.generation === fence.generation) onEvent(event);
        }
      } while (isAskedAgain);
    } catch (error) {
      // What could not be told now stays in the log; the loop itself meets the same loss and ends the run.
      if (!isConnectionLost(error)) throw error;
    } finally {
      reading = undefined;
    }
  };
  const now = () => {
    if (reading === undefined) reading = read();
    else isAskedAgain = true;
    return reading;
  };
  return { last: now, soon: () => void now().catch(onFailure) };
}
