import type { AgentStep, PlayedScript } from './agent-script.ts';

/** The steps of a prompt: of the turn whose `when` fits, else of the next in the sequence, else of its last. */
export function stepsFor(
  { turns }: PlayedScript,
  prompt: string,
  promptsBefore: number,
): readonly AgentStep[] {
  const fitting = turns.find(({ when }) => when !== undefined && new RegExp(when).test(prompt));
  if (fitting !== undefined) return fitting.steps;
  const sequence = turns.filter(({ when }) => when === undefined);
  return (sequence[promptsBefore] ?? sequence.at(-1))?.steps ?? [];
}
