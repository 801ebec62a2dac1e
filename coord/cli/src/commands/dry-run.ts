import { EngineError, parsePace } from '@musterhq/engine';
import { dateOfDay, orderOf } from '@musterhq/plan';
import { diagnosticLine } from '../diagnostic-line.ts';
import type { Environment } from '../environment.ts';
import { print, table } from '../print.ts';
import { readPlan } from '../read-plan.ts';
import { UsageError } from '../usage-error.ts';

/** `muster run --dry-run`: what would be done, when and in which order; nothing is touched. */
export async function dryRun(
  environment: Environment,
  document: string,
  flags: { pace: string; start?: string; json?: boolean },
): Promise<void> {
  const { plan, diagnostics } = await readPlan(environment, document);
  const errors = diagnostics.filter((found) => found.severity === 'error');
  if (errors.length > 0) {
    throw new EngineError(
      'document_invalid',
      errors.map((found) => diagnosticLine(document, found)).join('\n'),
    );
  }
  const pace = parsePace(flags.pace);
  if (pace === undefined)
    throw new UsageError(`--pace expects asap, real or a scale such as 1d=20s, found '${flags.pace}'.`);
  const ordered = orderOf(plan.tasks);
  if (ordered.kind === 'cycle')
    throw new UsageError(`The tasks wait for each other in a circle: ${ordered.cycle.join(', ')}.`);
  const start = flags.start ?? new Date().toISOString().slice(0, 10);
  const when = (day: number) =>
    pace.kind === 'asap' ? 'when its inputs are there' : `from ${dateOfDay(start, day)} (day ${day})`;
  const tasks = ordered.order.map((id, index) => {
    const task = plan.tasks.find((one) => one.id === id)!;
    const after = task.dependsOn.map(
      (one) => plan.tasks.find((other) => other.id === one.task)?.label ?? one.task,
    );
    return {
      order: index + 1,
      id,
      label: task.label,
      session: task.session,
      when: when(task.firstDay),
      after,
      deliverable: task.deliverable ?? '',
      agents: task.agents,
    };
  });
  print({ document, pace: flags.pace, start, tasks }, flags.json, (value) => [
    `${plan.title}: ${tasks.length} tasks for ${plan.sessions.length} sessions, pace ${value.pace}. Nothing is started.`,
    '',
    ...table(
      value.tasks.map((task) => [
        String(task.order),
        task.label,
        `Session ${task.session}`,
        task.when,
        task.after.length === 0 ? '' : `after ${task.after.join(', ')}`,
        task.deliverable,
      ]),
    ),
  ]);
}
