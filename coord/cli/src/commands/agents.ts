import { type ListedAgent, listAgents } from '@musterhq/agents';
import type { Environment } from '../environment.ts';
import { print, table } from '../print.ts';

/** `muster agents`: the coding agents that can take turns here, at which versions, and what stands in the way of the others. */
export async function agents(environment: Environment, flags: { json?: boolean }): Promise<void> {
  const listed = await listAgents({ path: environment.all.PATH ?? '', folders: [environment.cwd] });
  print(listed, flags.json, (all) => table([['AGENT', 'DRIVER', 'PROGRAM', 'STATE', ''], ...all.map(row)]));
}

function row(agent: ListedAgent): string[] {
  const { profile, driver, program, reasons } = agent;
  const state =
    agent.kind === 'missing'
      ? 'missing'
      : `${agent.isUsable ? 'usable' : 'not usable'} ${agent.version ?? ''}`.trim();
  return [profile, driver, program, state, reasons.join('; ')];
}
