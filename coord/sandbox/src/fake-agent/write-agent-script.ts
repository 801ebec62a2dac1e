import { writeFileSync } from 'node:fs';
import { type AgentScript, agentScriptSchema } from './agent-script.ts';

/** Checks a script and writes it to `file`, which is what FAKE_ACP_SCRIPT has to name. */
export function writeAgentScript(file: string, script: AgentScript): string {
  writeFileSync(file, JSON.stringify(agentScriptSchema.parse(script)));
  return file;
}
