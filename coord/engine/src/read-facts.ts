import { freemem } from 'node:os';
import { commitOf, readRef } from '@musterhq/git';
import {
  readAssignments,
  readAttempts,
  readEvents,
  readGateDecisions,
  readHandoffs,
  readOpenForecasts,
  readOpenRequests,
  readQuestions,
  readReverts,
  readReviews,
  readSeats,
  readTurns,
} from '@musterhq/store';
import type { Facts } from './facts.ts';
import { queueEventKinds, queueEventsOf } from './landing/queue-events.ts';
import type { View } from './open-run.ts';
import { isByPullRequest } from './pull-request/fetch-main.ts';
import { holdsAllOf } from './pull-request/propose-landing.ts';

/** Everything a decision may use, read at one moment. */
export async function readFacts(context: View): Promise<Facts> {
  const { store, fence, repo } = context;
  const { database } = store;
  const now = context.clock.now();
  const planTime = context.clock.planTimeAt(now);
  // What is handed in before the log: what lands in between has landed then, and is not taken for withdrawn.
  const [attempts, reverts] = await Promise.all([
    readAttempts(database, fence.run),
    readReverts(database, fence.run),
  ]);
  // The log before the branch: what lands in between is then on the branch, and its landing is asked for again.
  const queueEvents = queueEventsOf(await readEvents(database, fence.run, { kinds: queueEventKinds }));
  const [
    turns,
    handoffs,
    reviews,
    decisions,
    forecasts,
    assignments,
    seats,
    requests,
    rounds,
    { questions },
    integration,
    main,
  ] = await Promise.all([
    readTurns(database, fence.run),
    readHandoffs(database, fence.run),
    readReviews(database, fence.run),
    readGateDecisions(database, fence.run),
    readOpenForecasts(database, fence.run),
    readAssignments(database),
    readSeats(database),
    readOpenRequests(database, fence.run),
    readEvents(database, fence.run, { kind: 'round_held' }),
    readQuestions(database, fence.run),
    readRef(repo, context.integration).then((commit) => commit ?? ''),
    commitOf(repo, `refs/heads/${context.main}`),
  ]);
  const isAsked = isByPullRequest(context) && integration !== '' && main !== integration;
  const ofKind = (kind: string) => requests.filter((request) => request.kind === kind);
  return {
    attempts,
    turns,
    handoffs,
    reviews,
    decisions,
    reverts,
    forecasts,
    queueEvents,
    assignments,
    roundsHeld: new Set(rounds.map((event) => `${event.data.round}@${event.data.when}`)),
    questions: questions.filter(({ answer }) => answer === null),
    heldByPerson: new Set(seats.filter((seat) => seat.holder === 'person').map((seat) => seat.session)),
    paused: new Set(seats.filter((seat) => seat.holder === 'nobody').map((seat) => seat.session)),
    retries: new Set(ofKind('retry').map((request) => String(request.data.task))),
    givenBack: new Set(
      ofKind('give')
        .filter((request) => request.data.isDone === true)
        .map((request) => Number(request.data.session)),
    ),
    generation: fence.generation,
    integration,
    // Squashed or rebased by whoever merged it, it is there all the same.
    main: isAsked && (await holdsAllOf(repo, main, integration)) ? integration : main,
    now: new Date(now),
    freeBytes: freemem(),
    day: planTime.day,
    minuteOfDay: planTime.minuteOfDay,
  };
}
