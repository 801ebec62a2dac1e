import { type ActivationStep, activeAgents, type Diagnostic, nearestName } from '@musterhq/plan';

/** A finding about a name that was given on a command line or in a task: whoever read the line knows its place. */
export type NameFinding = Pick<Diagnostic, 'rule' | 'severity' | 'message' | 'fix'>;

/**
 * The active set after a line of `ca` commands: a preset replaces it, `activate` adds, `deactivate` removes. A step with a
 * name that is not known changes nothing and is reported with the nearest right one.
 */
export function applyActivation(
  current: readonly string[],
  steps: readonly ActivationStep[],
  presets: Readonly<Record<string, readonly string[]>>,
  agents: readonly { name: string }[],
): { agents: string[]; diagnostics: NameFinding[] } {
  const agentNames = agents.map(({ name }) => name);
  const presetNames = Object.keys(presets);
  const diagnostics: NameFinding[] = [];
  let active = [...current];
  for (const step of steps) {
    const finding = checkStep(step, { active, agentNames, presetNames });
    if (finding === undefined) active = activeAgents(active, [step], presets);
    else diagnostics.push(finding);
  }
  return { agents: active, diagnostics };
}

function checkStep(
  { kind, name }: ActivationStep,
  { active, agentNames, presetNames }: { active: string[]; agentNames: string[]; presetNames: string[] },
): NameFinding | undefined {
  if (kind === 'preset')
    return presetNames.includes(name) ? undefined : unknownName('preset', name, presetNames, agentNames);
  if (kind === 'deactivate') return active.includes(name) ? undefined : notActive(name, active, agentNames);
  return agentNames.includes(name) ? undefined : unknownName('agent', name, agentNames, presetNames);
}

function unknownName(
  kind: 'agent' | 'preset',
  name: string,
  names: readonly string[],
  others: readonly string[],
): NameFinding {
  const rule = `activation/unknown-${kind}`;
  if (others.includes(name)) {
    const [other, verb] = kind === 'agent' ? ['a preset', 'preset'] : ['an agent', 'activate'];
    return { rule, severity: 'error', message: `'${name}' is ${other}`, fix: `write 'ca ${verb} ${name}'` };
  }
  const near = nearestName(name, names);
  const message = `there is no ${kind} '${name}'; known: ${[...names].sort().join(', ')}`;
  return { rule, severity: 'error', message, ...(near === undefined ? {} : { fix: `write '${near}'` }) };
}

function notActive(name: string, active: readonly string[], agentNames: readonly string[]): NameFinding {
  if (!agentNames.includes(name))
    return unknownName('agent', name, active.length > 0 ? active : agentNames, []);
  const message = `'${name}' is not active; active: ${active.length > 0 ? active.join(', ') : 'none'}`;
  return { rule: 'activation/not-active', severity: 'warning', message };
}
