export { applyFixes } from './apply-fixes.ts';
export { compileAndCheck } from './check.ts';
export { checksOf } from './checks-of.ts';
export { type CompileOptions, compile } from './compile.ts';
export { countsOf, type PlanCounts } from './counts-of.ts';
export { type Change, type ChangedThing, type Consequence, diffPlans, type Progress } from './diff-plans.ts';
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
export { type Order, orderOf } from './graph.ts';
export { type GraphJson, graphJson, graphMermaid, graphText } from './graph-views.ts';
export { nearestName } from './nearest-name.ts';
export { type NewDocumentOptions, type NewSession, newDocument } from './new-document.ts';
export { normalPath } from './normal-path.ts';
export { type Holdings, isGranted, type Owner, ownerOf } from './owner-of.ts';
export { activeAgents } from './parse-activation.ts';
export { parseDuration } from './parse-duration.ts';
export type * from './plan.ts';
export { PlanError, type PlanErrorCode } from './plan-error.ts';
export { type PlanJson, planJson, type TaskJson } from './plan-json.ts';
export { type Repair, repair } from './repair.ts';
export type { KnownNames } from './rules/rule.ts';
export { applyEdits, type DocumentStatus, type Edit, writeBack } from './write-back.ts';
