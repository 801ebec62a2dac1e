import type { Plan } from '@musterhq/plan';
import { EngineError } from '../engine-error.ts';
import { type DocumentLimit, documentLimitOf, limitsAgainst, withLimit } from './document-limit.ts';
import type { Gate } from './gate.ts';
import type { GateBindings } from './gate-bindings.ts';
import { isAtLeastAsStrict, isTime, type Limit, limitText } from './limit.ts';

/** Every name in `gates.yaml` must exist: a misspelt one would silently guard nothing. */
export function checkBindings(bindings: GateBindings, plan: Plan, file: string): void {
  const problems: string[] = [];
  const needGate = (name: string, where: string) => {
    if (!Object.hasOwn(bindings.gates, name)) {
      problems.push(
        `${where} names the gate '${name}', which is not among: ${Object.keys(bindings.gates).join(', ') || 'none'}`,
      );
    }
  };
  const needId = (section: string, found: string[], known: string[]) => {
    for (const id of found) {
      if (!known.includes(id))
        problems.push(`${section}.${id} is not in the document, which has: ${known.join(', ')}`);
    }
  };
  needId(
    'tasks',
    Object.keys(bindings.tasks),
    plan.tasks.flatMap((task) => [task.id, task.label]),
  );
  needId(
    'oversight',
    Object.keys(bindings.oversight),
    plan.oversights.flatMap((o) => o.checks.map((c) => c.id)),
  );
  needId(
    'quality',
    Object.keys(bindings.quality),
    plan.qualityGates.map((gate) => gate.id),
  );
  needId(
    'handoffs',
    Object.keys(bindings.handoffs),
    plan.handoffs.map((handoff) => handoff.id),
  );
  needId(
    'milestones',
    Object.keys(bindings.milestones),
    plan.milestones.map((milestone) => milestone.id),
  );
  for (const name of bindings.every) needGate(name, 'every');
  for (const section of ['tasks', 'oversight', 'quality', 'handoffs', 'milestones'] as const) {
    for (const [id, entry] of Object.entries(bindings[section])) {
      const names = Array.isArray(entry) ? entry : 'gates' in entry ? entry.gates : [];
      for (const name of names) needGate(name, `${section}.${id}`);
    }
  }
  for (const task of plan.tasks) for (const name of task.gates) needGate(name, `the task ${task.label}`);
  problems.push(...checkPlaces(bindings, plan), ...checkLimits(bindings, plan));
  if (problems.length > 0) {
    throw new EngineError(
      'configuration_invalid',
      problems.map((problem) => `${file}: ${problem}`).join('\n'),
    );
  }
}

/** A gate that waits for a person belongs where one thing waits for it, not where everybody's work does. */
function checkPlaces(bindings: GateBindings, plan: Plan): string[] {
  const places = [
    ...bindings.every.map((name) => ['every', name] as const),
    ...Object.entries(bindings.tasks).flatMap(([id, names]) =>
      names.map((name) => [`tasks.${id}`, name] as const),
    ),
    ...plan.tasks.flatMap((task) => task.gates.map((name) => [`the task ${task.label}`, name] as const)),
  ];
  return places
    .filter(([, name]) => bindings.gates[name]?.kind === 'human')
    .map(
      ([where, name]) =>
        `${where} names the gate '${name}', which asks a person: one person would hold up everybody's landing. Bind it under oversight, quality, handoffs or milestones`,
    );
}

/**
 * Every measurement has a limit to be held against: its own, or the document's figure where it is bound to a quality gate with
 * one. Its own may be stricter than the document's and not laxer, and of several gates one must measure the figure at all.
 */
function checkLimits(bindings: GateBindings, plan: Plan): string[] {
  const uses = new Map<string, (DocumentLimit | undefined)[]>();
  const use = (names: readonly string[], limit?: DocumentLimit) => {
    for (const name of names) uses.set(name, [...(uses.get(name) ?? []), limit]);
  };
  const namesOf = (entry: unknown): string[] =>
    Array.isArray(entry) ? entry : ((entry as { gates?: string[] } | undefined)?.gates ?? []);
  use(bindings.every);
  for (const section of ['tasks', 'oversight', 'handoffs', 'milestones'] as const)
    for (const entry of Object.values(bindings[section])) use(namesOf(entry));
  for (const task of plan.tasks) use(task.gates);
  for (const gate of plan.qualityGates) use(namesOf(bindings.quality[gate.id]), documentLimitOf(gate));
  const open = [...uses].flatMap(([name, limits]) => {
    const gate = bindings.gates[name];
    const missing = gate && limits.some((limit) => isOpen(withLimit(gate, limit)));
    return missing
      ? [
          `gates.${name} measures something and says no limit: give it ${gate.kind === 'metric' ? "a threshold such as '>= 80'" : "availability.at_least such as '99%'"}, or bind it only to quality gates of the document that state a figure`,
        ]
      : [];
  });
  const unfit = plan.qualityGates.flatMap((quality) => {
    const asked = documentLimitOf(quality);
    const gates = namesOf(bindings.quality[quality.id]).filter((name) => Object.hasOwn(bindings.gates, name));
    return asked === undefined ? [] : checkFigure(bindings, quality.id, gates, asked);
  });
  return [...open, ...unfit];
}

/** A command judges by itself; of what measures, something must measure what the document asks for, and as strictly. */
function checkFigure(bindings: GateBindings, id: string, names: string[], asked: DocumentLimit): string[] {
  const gates = names.map((name) => ({ name, gate: bindings.gates[name]! }));
  const measuring = gates.filter(({ gate }) => gate.kind === 'http' || gate.kind === 'metric');
  if (measuring.length === 0 || measuring.length < gates.length) return [];
  const wanted = limitText(asked.limit);
  const held = measuring.flatMap(({ name, gate }) =>
    limitsAgainst(withLimit(gate, asked), asked).map((own) => ({ name, own })),
  );
  const fitting = held.filter(({ own }) => isSameUnit(own, asked.limit));
  if (fitting.length === 0) {
    return [
      `quality.${id}: the document asks for ${wanted}, and none of ${names.join(', ')} measures that: a time needs an http gate with latency or a metric in ms or s, a percentage an http gate with availability or a metric in %`,
    ];
  }
  if (fitting.some(({ own }) => isAtLeastAsStrict(own, asked.limit))) return [];
  const own = fitting.map((one) => `${one.name} holds ${limitText(one.own)}`).join(', ');
  return [
    `quality.${id}: the document asks for ${wanted}, and ${own}: a gate may be stricter than the document, not laxer`,
  ];
}

function isOpen(gate: Gate): boolean {
  if (gate.kind === 'metric') return gate.threshold === undefined;
  return gate.kind === 'http' && gate.availability !== undefined && gate.availability.at_least === undefined;
}

/** A bare figure may be in any unit; two that are named must be of one kind. */
const isSameUnit = (own: Limit, asked: Limit): boolean =>
  own.unit === '' || own.unit === asked.unit || (isTime(own.unit) && isTime(asked.unit));
