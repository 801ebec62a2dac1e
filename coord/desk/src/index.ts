export { parseHostRule } from './egress/host-rule.ts';
export { openRelay } from './egress/open-relay.ts';
export { type Egress, startEgress } from './egress/start-egress.ts';
export type { HookDecision, HookOptions, WriteAnswer } from './hook/answer-hook.ts';
export { hookSettings } from './hook/hook-settings.ts';
export { type HookSupport, hookProbe, readHookSupport } from './hook/hook-support.ts';
export type { GoOn } from './meter/make-leave.ts';
export type { MeterOptions } from './meter/make-meter.ts';
export type { MeteredUsage } from './meter/metered-usage.ts';
export type { MeterVendor } from './meter/vendors.ts';
export { serveStdio } from './serve-stdio.ts';
export { type Desk, type DeskOptions, startDesk } from './start-desk.ts';
export {
  type AnswerTool,
  isToolName,
  type ToolAnswer,
  type ToolInput,
  type ToolName,
  type ToolResult,
  tools,
} from './tools.ts';
