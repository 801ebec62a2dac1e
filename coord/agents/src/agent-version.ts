import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from './acp/profiles.ts';
import { askVersion } from './ask-version.ts';
import { findCommand } from './find-command.ts';
import { claudeHeadless } from './headless/claude-headless.ts';
import { codexHeadless } from './headless/codex-headless.ts';

export type AgentCommand = {
  kind: 'acp' | 'headless';
  profile: string;
  /** Program and arguments, in place of the profile's own. */
  command?: readonly string[] | undefined;
};

/** The version of the agent that a driver would start now; undefined where it tells none. Whoever asks at the same time shares the answer. */
export async function agentVersion(agent: AgentCommand, path: string): Promise<string | undefined> {
  const key = JSON.stringify([agent.kind, agent.profile, agent.command, path]);
  const asking = underWay.get(key) ?? askAgent(agent, path).finally(() => underWay.delete(key));
  underWay.set(key, asking);
  return asking;
}

const underWay = new Map<string, Promise<string | undefined>>();

async function askAgent({ kind, profile, command }: AgentCommand, path: string): Promise<string | undefined> {
  const known = programOf(kind, profile);
  const [program, ...args] = command ?? (known === undefined ? [] : [known]);
  const found = program === undefined ? undefined : findCommand(program, path);
  if (found === undefined) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'muster-agents-'));
  try {
    const asked = await askVersion([found, ...args], { path, home });
    return asked.kind === 'told' ? asked.version : undefined;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function programOf(kind: AgentCommand['kind'], profile: string): string | undefined {
  const known = kind === 'acp' ? Object.values(profiles) : [claudeHeadless, codexHeadless];
  return known.find(({ name }) => name === profile)?.pinned?.program;
}
