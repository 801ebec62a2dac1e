export { fakeAcpAgentEntry } from './fake-acp-agent-entry.ts';
export { type AgentScript, agentScriptSchema, type PermissionShape } from './fake-agent/agent-script.ts';
export { conformanceSteps } from './fake-agent/conformance-steps.ts';
export { vendorHabits } from './fake-agent/vendor-habits.ts';
export { writeAgentScript } from './fake-agent/write-agent-script.ts';
