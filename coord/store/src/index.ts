export * from './attempts.ts';
export * from './documents.ts';
export * from './gate-results.ts';
export * from './handoffs.ts';
export { listen } from './listen.ts';
export { makeStore, type Reader, type Store } from './make-store.ts';
export { readMigrations } from './migrations.ts';
export {
  announce,
  type EventKind,
  type Fence,
  type NewEvent,
  record,
  recordEvent,
} from './record.ts';
export * from './requests.ts';
export * from './reviews.ts';
export * from './runs.ts';
export type { ReworkCause, RunState, Verdict } from './schema.ts';
export * from './seats.ts';
export { StoreError } from './store-error.ts';
export * from './turns.ts';
