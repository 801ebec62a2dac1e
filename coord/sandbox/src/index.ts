export { type AgentScript, agentScriptSchema, type PermissionShape } from './fake-agent/agent-script.ts';
export { conformanceSteps } from './fake-agent/conformance-steps.ts';
export { vendorHabits } from './fake-agent/vendor-habits.ts';
export { writeAgentScript } from './fake-agent/write-agent-script.ts';
export { fakeAcpAgentEntry, fakeHeadlessAgentEntry } from './fake-agent-entries.ts';
export { makeScriptedModel, type ScriptedModel } from './scripted-model/make-scripted-model.ts';
export type { ModelStep } from './scripted-model/model-step.ts';
export { promptScript } from './scripted-model/prompt-script.ts';
export type { ModelRequest } from './scripted-model/request-log.ts';
