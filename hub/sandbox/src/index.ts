export type { SandboxAccount, SandboxApp } from './account.ts';
export type { AudienceTruth, Effect, Order, PostMetrics, Visit } from './audience.ts';
export { type Fault, type FaultScript, type Faults, faultSchema } from './faults.ts';
export type { ExistingPost, Inspection } from './inspect.ts';
export {
  makeSandbox,
  type Sandbox,
  type SandboxAccounts,
  type SandboxAudience,
  type SandboxHost,
  type SandboxSetting,
  sandboxHosts,
} from './make-sandbox.ts';
export { moveSandboxClock, readSandboxClock } from './move-sandbox-clock.ts';
export { type SandboxRules, sandboxRulesSchema } from './sandbox-rules.ts';
export { type SandboxAddresses, serveSandbox } from './serve-sandbox.ts';
export type { SeenRequest } from './world.ts';
