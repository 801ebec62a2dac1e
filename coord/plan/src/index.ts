export { findProgress, type ProgressMarkers, withoutProgress } from './find-progress.ts';
export type * from './plan.ts';
export { PlanError, type PlanErrorCode } from './plan-error.ts';
export { type BrokenRun, brokenRuns, type Repair, repair } from './repair.ts';
export { applyEdits, type DocumentStatus, type Edit, writeBack } from './write-back.ts';
