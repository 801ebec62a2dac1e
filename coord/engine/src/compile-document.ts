import type { AgentLibrary } from '@musterhq/agents';
import { type Compilation, compile } from '@musterhq/plan';

/** Compiles with the names that this repository knows. */
export function compileDocument(text: string, library: Pick<AgentLibrary, 'agents' | 'presets'>): Compilation {
  return compile(text, {
    agents: library.agents.map((agent) => agent.name),
    presets: library.presets,
  });
}
