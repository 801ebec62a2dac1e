import type { Plan } from '@musterhq/plan';
import { EngineError } from './engine-error.ts';
import type { GateBindings } from './gate-bindings.ts';

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
  if (problems.length > 0) {
    throw new EngineError(
      'configuration_invalid',
      problems.map((problem) => `${file}: ${problem}`).join('\n'),
    );
  }
}
