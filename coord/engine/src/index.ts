export { addComment } from './actions/add-comment.ts';
export { answerComment } from './actions/answer-comment.ts';
export { answerSession } from './actions/answer-session.ts';
export { askRevert } from './actions/ask-revert.ts';
export { assignTask } from './actions/assign-task.ts';
export { changeBudget } from './actions/change-budget.ts';
export { giveSession } from './actions/give-session.ts';
export { grantPath } from './actions/grant-path.ts';
export { pauseSession } from './actions/pause-session.ts';
export { promoteEntry } from './actions/promote-entry.ts';
export { refuseGrant } from './actions/refuse-grant.ts';
export { requireSession } from './actions/require-session.ts';
export { retryTask } from './actions/retry-task.ts';
export { stopRun } from './actions/stop-run.ts';
export { takeSession } from './actions/take-session.ts';
export { makeSessionAnswers } from './asks/make-session-answers.ts';
export { refusalOfAsk } from './asks/refusal-of-ask.ts';
export { assembleStatus } from './assemble-status.ts';
export { type CountTokens, loadTokenCounter } from './brief/count-tokens.ts';
export type { CommentView } from './comments/comment-view.ts';
export { placeWords } from './comments/comment-words.ts';
export { readCommentList } from './comments/read-comment-list.ts';
export { compileDocument } from './compile-document.ts';
export type { Configuration } from './configuration.ts';
export type { Context } from './context.ts';
export { coordinate, type RunEnd } from './coordinate.ts';
export { type Daily, type DayList, dailySchema, dayListSchema } from './daily/daily.ts';
export { dailyText } from './daily/daily-text.ts';
export { readDaily, readDays } from './daily/read-daily.ts';
export { assembleRoundPage, type Round, roundName, roundSchema } from './daily/round-page.ts';
export type { DashboardConfiguration } from './dashboard-configuration.ts';
export { EngineError } from './engine-error.ts';
export {
  assembleForecasts,
  type ForecastEpisode,
  type ForecastOutcome,
  type Forecasts,
  forecastsSchema,
  type MetConflict,
} from './forecast/assemble-forecasts.ts';
export { nextForecasts } from './forecast/next-forecasts.ts';
export { readForecasts } from './forecast/read-forecasts.ts';
export { type GatesView, type GateView, gatesViewSchema } from './gates/assemble-gates.ts';
export { decideGate, type GateAnswer } from './gates/decide-gate.ts';
export { type GateOutcome, judgeGate } from './gates/judge-gate.ts';
export { readGates } from './gates/read-gates.ts';
export { runGates } from './gates/run-gates.ts';
export { type QueueView, type QueueViewEntry, queueViewSchema } from './landing/assemble-queue-view.ts';
export { readQueue } from './landing/read-queue.ts';
export { latestAttempts } from './latest-attempts.ts';
export { type Budgets, type BudgetView, budgetsSchema } from './ledger/assemble-budgets.ts';
export {
  type Ledger,
  type LedgerGroup,
  type LedgerRow,
  ledgerGroups,
  ledgerSchema,
} from './ledger/assemble-ledger.ts';
export { readBudgets } from './ledger/read-budgets.ts';
export { readLedger } from './ledger/read-ledger.ts';
export { amountWords, budgetName } from './ledger/spent.ts';
export { limitsOf } from './limits.ts';
export { checkFence } from './machine/check-fence.ts';
export { checkPullRequests } from './machine/check-pull-requests.ts';
export { makeNotifier, type Notifier } from './notices/make-notifier.ts';
export { type NoticeList, noticeListSchema, readNoticeList } from './notices/read-notice-list.ts';
export { tryReceivers } from './notices/try-receivers.ts';
export {
  beginRun,
  type RunOptions,
  readConfiguration,
  reopenRun,
  type Surroundings,
} from './open-run.ts';
export { type Pace, parsePace } from './pace.ts';
export { readAt } from './read-at.ts';
export { readDocument } from './read-document.ts';
export { readFacts } from './read-facts.ts';
export { readGateNames } from './read-gate-names.ts';
export { readRunPlan, readStatus } from './read-status.ts';
export {
  applyReap,
  openReap,
  type Reap,
  type Reaped,
  readReap,
  restoreState,
} from './reap.ts';
export { type ReuseEntry, type ReuseView, readReuse } from './reuse/read-reuse.ts';
export { pageText } from './round-pages.ts';
export { seatOf } from './seat.ts';
export { type Status, statusSchema } from './status.ts';
export { readTimeline } from './timeline/read-timeline.ts';
export { type Timeline, timelineSchema } from './timeline/timeline.ts';
export { type PlanView, planViewSchema } from './views/plan-view.ts';
export { readPlanView } from './views/read-plan-view.ts';
export { readTaskView } from './views/read-task-view.ts';
export { type TaskView, taskViewSchema } from './views/task-view.ts';
export { pairWords, pathWords } from './words/conflict-words.ts';
export { eventLine } from './words/event-line.ts';
export { limitWords } from './words/limit-words.ts';
export { turnEventLine } from './words/turn-event-line.ts';
