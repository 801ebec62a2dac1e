import type { Plan } from '@musterhq/plan';
import { nearestName } from '@musterhq/plan';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { byHandEntry, type Runbook } from './runbook.ts';

/** Holds a runbook against the plan it is to carry out: tasks without an entry, entries without a task or with two names. */
export function checkRunbook(runbook: Runbook, plan: Pick<Plan, 'tasks'>): FileDiagnostic[] {
  const { file } = runbook;
  const named = new Set([...plan.tasks.flatMap(({ id, label }) => [id, label]), byHandEntry]);
  const names = [...named];
  const strays = [...runbook.tasks]
    .filter(([name]) => !named.has(name))
    .map(([name, { place }]): FileDiagnostic => {
      const near = nearestName(name, names);
      return {
        rule: 'runbook/entry-without-task',
        severity: 'warning',
        message: `The plan has no task '${name}', so this entry never runs`,
        ...place,
        file,
        ...(near === undefined ? {} : { fix: `write '${near}'` }),
      };
    });
  const missing = plan.tasks
    .filter(({ id, label }) => !runbook.tasks.has(id) && !runbook.tasks.has(label))
    .map(
      ({ id, label }): FileDiagnostic => ({
        rule: 'runbook/task-without-entry',
        severity: 'error',
        message: `The task ${id} (${label}) has no entry, so the runbook cannot carry it out`,
        ...runbook.place,
        file,
        fix: `add '${id}:' with its steps under 'tasks'`,
      }),
    );
  const doubled = plan.tasks.flatMap(({ id, label }): FileDiagnostic[] => {
    const byLabel = runbook.tasks.get(label);
    if (byLabel === undefined || !runbook.tasks.has(id) || id === label) return [];
    return [
      {
        rule: 'runbook/two-entries',
        severity: 'error',
        message: `The task ${id} has an entry under its id and another under its label ${label}`,
        ...byLabel.place,
        file,
        fix: 'keep one of them',
      },
    ];
  });
  return [...missing, ...strays, ...doubled];
}
