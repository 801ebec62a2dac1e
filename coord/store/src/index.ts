export {
  type Attempt,
  type AttemptKey,
  blockAttempt,
  type Delivery,
  findIntegration,
  finishAttempt,
  insertAttempt,
  judgeTurn,
  planIntegration,
  readAttempts,
  setBase,
} from './attempts.ts';
export {
  type BriefRow,
  type FirstRequest,
  insertBrief,
  type NewBrief,
  readBriefs,
  readFirstRequests,
} from './briefs.ts';
export { type Budget, type NewBudget, setBudget } from './budgets.ts';
export { type CarriedWork, carryOver } from './carry-over.ts';
export { type Comment, commentEventKinds, commentKeys, commentsOf } from './comments.ts';
export {
  applyForecast,
  type ForecastChange,
  type ForecastFinding,
  type ForecastRow,
  readOpenForecasts,
} from './conflict-forecasts.ts';
export { type DocumentVersion, findDocument, insertDocument } from './documents.ts';
export {
  type EventPage,
  findNewest,
  isKnownCommit,
  readEventPage,
  readEventsBetween,
  readTurnPage,
} from './event-pages.ts';
export {
  type GateDecision,
  insertGateDecision,
  type NewGateDecision,
  readGateDecisions,
} from './gate-decisions.ts';
export {
  findGateResult,
  type GateKey,
  type GateResult,
  insertGateResult,
  type NewGateResult,
  readGateResults,
  readGateResultsByKey,
} from './gate-results.ts';
export {
  acceptHandoff,
  type DeliveryKey,
  type HandoffRow,
  type Refusal,
  readHandoffs,
  refuseHandoff,
  takeHandoff,
} from './handoffs.ts';
export { findLandings, readDocumentPaths } from './landings.ts';
export { listen } from './listen.ts';
export { makeStore, type Reader, type Store, type Transaction } from './make-store.ts';
export {
  type DeliveryOutcome,
  type DueDelivery,
  type NewNotice,
  type NoticeRow,
  readDeliveries,
  readNotices,
  recordNotices,
  settleDelivery,
  takeDeliveries,
} from './notices.ts';
export {
  addPerson,
  findBrowser,
  findPerson,
  insertBrowser,
  insertLogin,
  type Person,
  readPeople,
  removeBrowser,
  revokePerson,
  useLogin,
} from './people.ts';
export { type Answer, type Question, readQuestions } from './questions.ts';
export { readMoment } from './read-moment.ts';
export {
  type Append,
  announce,
  announceWith,
  type EventKind,
  eventKinds,
  type Fence,
  type NewEvent,
  record,
  recordEvent,
} from './record.ts';
export {
  type Assignment,
  answerRequest,
  type Grant,
  giveGrant,
  insertAssignment,
  insertGrant,
  insertRequest,
  type Request,
  readAssignments,
  readLiveGrants,
  readOpenRequests,
} from './requests.ts';
export {
  type Amount,
  type Books,
  type Reservation,
  readBooks,
  release,
  reserve,
  settle,
} from './reservations.ts';
export { insertReuse, type NewReuse, type Reuse, readReuses } from './reuses.ts';
export {
  findOpenRevert,
  finishRevert,
  insertRevert,
  type Revert,
  type RevertAsked,
  type RevertKey,
  readReverts,
  refuseRevert,
} from './reverts.ts';
export { insertReview, type NewReview, type Review, readReviews } from './reviews.ts';
export {
  type Coordinator,
  type Event,
  findEvent,
  findOpenRun,
  findRun,
  insertRun,
  leaveRun,
  type Report,
  type Run,
  readEventSessions,
  readEvents,
  readFindings,
  readReports,
  removeOldRuns,
  takeRun,
} from './runs.ts';
export type { BudgetScope, ReuseInputs, ReworkCause, Role, RunState, Verdict } from './schema.ts';
export { readSeats, type Seat, setAgents, setHolder } from './seats.ts';
export { StoreError } from './store-error.ts';
export {
  insertTurnEvents,
  readAnsweredTurns,
  readTurnEvents,
  readUsage,
  type TurnBatch,
  type TurnEvent,
  type UsageRow,
} from './turn-events.ts';
export { endTurn, insertTurn, readTurns, type Turn } from './turns.ts';
export { readUsualDurations } from './usual-durations.ts';
