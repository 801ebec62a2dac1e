import type { Environment } from '../environment.ts';
import { print, table } from '../print.ts';
import { findLibrary } from '../read-plan.ts';

export async function caList(environment: Environment, flags: { json?: boolean }): Promise<void> {
  const { agents, presets, purposes } = await findLibrary(environment);
  const value = {
    agents: agents.map(({ name, description }) => ({ name, description })),
    presets: Object.entries(presets).map(([name, members]) => ({
      name,
      purpose: purposes[name] ?? '',
      agents: members,
    })),
  };
  print(value, flags.json, (one) => [
    'Agents',
    ...table(one.agents.map((agent) => [`  ${agent.name}`, agent.description])),
    '',
    'Presets',
    ...table(one.presets.map((preset) => [`  ${preset.name}`, preset.agents.join(', '), preset.purpose])),
  ]);
}
