export type {
  Daily,
  DayList,
  NoticeList,
  PlanView,
  Round,
  Status,
  TaskView,
  Timeline,
} from '@musterhq/engine';
export type { CommitPatch as Commit } from '@musterhq/git';
export { eventKinds } from '@musterhq/store';
export { addToken } from './add-token.ts';
export type { Refusal } from './answer-error.ts';
export type { EventRow, TurnEventRow } from './event-row.ts';
export { makeLink } from './make-link.ts';
export type { Done } from './routes/action-routes.ts';
export type { Events, Rounds, TurnEvents } from './routes/log-routes.ts';
export type { Me } from './routes/person-routes.ts';
export type { Brief } from './routes/plan-routes.ts';
export type { Conflicts, Gates, Limits, Queue, Tokens } from './routes/run-routes.ts';
export { type Server, startServer } from './start-server.ts';
