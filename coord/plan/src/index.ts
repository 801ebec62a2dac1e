export { applyFixes } from './apply-fixes.ts';
export { check, compileAndCheck } from './check.ts';
export { checksOf } from './checks-of.ts';
export { type CompileOptions, compile } from './compile.ts';
export { countsOf, type PlanCounts } from './counts-of.ts';
export { type Change, type ChangedThing, type Consequence, diffPlans, type Progress } from './diff-plans.ts';
export { findProgress, type ProgressMarkers, withoutProgress } from './find-progress.ts';
export {
  dateOfDay,
  type Forecast,
  type ForecastOptions,
  forecast,
  type MilestoneForecast,
  type NotEnoughData,
  type Observed,
  type TaskForecast,
} from './forecast.ts';
export { type CriticalPath, criticalPathOf, needsOf, type Order, orderOf } from './graph.ts';
export { type GraphJson, graphJson, graphMermaid, graphText } from './graph-views.ts';
export { milestoneTasks } from './milestone-tasks.ts';
export { type NewDocumentOptions, type NewSession, newDocument } from './new-document.ts';
export { normalPath } from './normal-path.ts';
export { type Owner, ownerOf } from './owner-of.ts';
export { type Activation, activeAgents, parseActivation } from './parse-activation.ts';
export { parseDuration } from './parse-duration.ts';
export type * from './plan.ts';
export { PlanError, type PlanErrorCode } from './plan-error.ts';
export { type PlanJson, planJson, type TaskJson } from './plan-json.ts';
export { plannedDaysOf } from './planned-days.ts';
export { type BrokenRun, brokenRuns, type Repair, repair } from './repair.ts';
export type { KnownNames } from './rules/rule.ts';
export { applyEdits, type DocumentStatus, type Edit, writeBack } from './write-back.ts';
