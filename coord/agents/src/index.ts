export type { AgentDriver, OptionFinding, TurnCommand, TurnIo, TurnProcess } from './agent-driver.ts';
export { agentVersion } from './agent-version.ts';
export { AgentsError, type AgentsErrorCode } from './agents-error.ts';
export { applyActivation, type NameFinding } from './apply-activation.ts';
export { type AskResult, ask } from './ask.ts';
export { type AskAnswer, answerAsk, type OpenAsk, readOpenAsks } from './ask-files.ts';
export { makeToolAnswers } from './ask-tools.ts';
export { awaitTurn } from './await-turn.ts';
export { checkRunbook } from './check-runbook.ts';
export {
  type AgentError,
  agentErrorSchema,
  type DriverEvent,
  type DriverEventBody,
  driverEventSchema,
} from './driver-event.ts';
export { drivers } from './drivers.ts';
export { fenceCommand } from './fence/fence-command.ts';
export { type FenceSite, fenceFor } from './fence/fence-for.ts';
export { type FenceSpec, fenceSpecSchema } from './fence/fence-spec.ts';
export { type FenceFound, findFence } from './fence/find-fence.ts';
export type { FileDiagnostic } from './file-diagnostic.ts';
export { findCommand } from './find-command.ts';
export { findHookSupport } from './find-hook-support.ts';
export { installAgents } from './install-agents.ts';
export { installInstructions } from './install-instructions.ts';
export { type ListedAgent, listAgents } from './list-agents.ts';
export { type AgentLibrary, loadAgents } from './load-agents.ts';
export { modeInstructions } from './mode-instructions.ts';
export { type Agent, parseAgent } from './parse-agent.ts';
export { parseRunbook } from './parse-runbook.ts';
export {
  type Denial,
  denialWords,
  type Judgement,
  judgePath,
  type WriteQuestion,
} from './policy/judge-path.ts';
export { makeWriteJudge, type WriteJudge } from './policy/make-write-judge.ts';
export { type Policy, policySchema } from './policy/policy.ts';
export { makePolicyReader, policyFileOf, publishPolicy } from './policy/policy-file.ts';
export { readTurn, type TurnState } from './read-turn.ts';
export { runShell } from './run-shell.ts';
export {
  byHandEntry,
  byHandId,
  type Runbook,
  type RunbookEntry,
  type RunbookStep,
  runbookEntry,
} from './runbook.ts';
export { startTurn, type TurnStart } from './start-turn.ts';
export { stopTurn } from './stop-turn.ts';
export { tailLog } from './tail-log.ts';
export { turnFolder } from './turn-folder.ts';
export { runTurnHost } from './turn-host.ts';
export { type TurnOrder, turnOrderSchema } from './turn-order.ts';
export { type TurnOutcome, turnOutcomeSchema } from './turn-outcome.ts';
export { watchAsks } from './watch-asks.ts';
