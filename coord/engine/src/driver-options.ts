import { runbookEntry } from '@musterhq/agents';
import type { Context } from './context.ts';
import { EngineError } from './engine-error.ts';

/** What the driver is handed for a task. The runbook of a hand-given task is the entry under its own id. */
export function driverOptions(context: Context, task: { id: string; label: string }): unknown {
  if (context.configuration.driver === 'scripted')
    return context.script?.[task.id] ?? context.script?.[task.label];
  const entry = context.runbook === undefined ? undefined : runbookEntry(context.runbook, task);
  if (entry === undefined) {
    throw new EngineError(
      'configuration_invalid',
      `The runbook ${context.configuration.runbook} has no entry for ${task.label} (${task.id}). Add one under 'tasks:', or take the session over with 'muster take'.`,
      { task: task.id },
    );
  }
  return entry;
}

/** Whether a further turn can do something else than the turn before. */
export function canFollowUp(context: Context, task: { id: string; label: string }): boolean {
  if (context.configuration.driver !== 'runbook' || context.runbook === undefined) return true;
  return runbookEntry(context.runbook, task)?.onFeedback !== undefined;
}
