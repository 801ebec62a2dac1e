import type { AgentLibrary } from '@musterhq/agents';
import { type Compilation, compileAndCheck } from '@musterhq/plan';

/** Compiles and checks a document with the names that this repository knows; `gates` are the ids of `gates.yaml`. */
export function compileDocument(
  text: string,
  library: Pick<AgentLibrary, 'agents' | 'presets'>,
  gates?: readonly string[],
): Compilation {
  return compileAndCheck(text, {
    agents: library.agents.map((agent) => agent.name),
    presets: library.presets,
    ...(gates === undefined ? {} : { gates }),
  });
}
