export type * from './plan.ts';
export { type BrokenRun, brokenRuns, type Repair, repair } from './repair.ts';
