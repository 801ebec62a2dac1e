import type { ActivationStep } from './plan.ts';

/** The steps of a command line such as `ca preset documentation && ca activate writer`, and the parts that are none. */
export type Activation = { steps: ActivationStep[]; unread: string[] };

export function parseActivation(line: string): Activation {
  const activation: Activation = { steps: [], unread: [] };
  for (const part of line.split(/&&|;|\r?\n/)) {
    const words = part
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^(["'`])(.*)\1$/, '$2'));
    const [command, verb, ...names] = words;
    if (command === '') continue;
    const agents = names.flatMap((name) => name.split(',')).filter(Boolean);
    const isStep = verb === 'preset' ? agents.length === 1 : verb === 'activate' || verb === 'deactivate';
    if (command !== 'ca' || !isStep || agents.length === 0 || agents.some((name) => !/^[\w.-]+$/.test(name)))
      activation.unread.push(part.trim());
    else for (const name of agents) activation.steps.push({ kind: verb as ActivationStep['kind'], name });
  }
  return activation;
}

/** The active set after the steps: a preset replaces it, an activation adds, a deactivation removes. */
export function activeAgents(
  before: readonly string[],
  steps: readonly ActivationStep[],
  presets: Readonly<Record<string, readonly string[]>> = {},
): string[] {
  let active = [...before];
  for (const { kind, name } of steps) {
    if (kind === 'preset') active = [...new Set(Object.hasOwn(presets, name) ? presets[name] : [])];
    else if (kind === 'deactivate') active = active.filter((agent) => agent !== name);
    else if (!active.includes(name)) active.push(name);
  }
  return active;
}
