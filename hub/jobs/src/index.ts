export { advance } from './advance.ts';
export { assembleHandOff, type HandOff } from './assemble-hand-off.ts';
export {
  type Context,
  type Limits,
  type RefreshAnswer,
  type RefreshTokens,
  usualLimits,
} from './context.ts';
export { type HubClock, makeHubClock, makeWallClock } from './hub-clock.ts';
export { JobsError } from './jobs-error.ts';
export { type Refreshed, refreshCredential } from './refresh-credential.ts';
export { collectMetrics, refreshDue, tellExpiring, tellStuck } from './watch.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
export { workflowVersion } from './workflows.ts';
