export type { Status, Timeline } from '@musterhq/engine';
export { addToken } from './add-token.ts';
export type { Refusal } from './answer-error.ts';
export type { EventRow, TurnEventRow } from './event-row.ts';
export { makeLink } from './make-link.ts';
export type { Events } from './routes/log-routes.ts';
export type { Me } from './routes/person-routes.ts';
export { type Server, startServer } from './start-server.ts';
