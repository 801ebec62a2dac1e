import type { Plan } from '@musterhq/plan';
import type { GateBindings } from './gate-bindings.ts';

/** The gates that the work of a task must pass to land: its own, else those bound to it, and those of every candidate. */
export function gatesOf(
  { live, bindings }: { live: { plan: Plan }; bindings: GateBindings },
  taskId: string,
): string[] {
  const task = live.plan.tasks.find((one) => one.id === taskId);
  const bound = bindings.tasks[taskId] ?? (task === undefined ? undefined : bindings.tasks[task.label]) ?? [];
  const own = task === undefined || task.gates.length === 0 ? bound : task.gates;
  return [...new Set([...own, ...bindings.every])];
}
