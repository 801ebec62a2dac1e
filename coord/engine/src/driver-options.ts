import { runbookEntry } from '@musterhq/agents';
import type { ReworkCause } from '@musterhq/store';
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

/**
 * What a further turn can do about work that was sent back. Steps without `on_feedback` do the same again, which helps against
 * a conflict alone: on what has landed by now they may come to something else. A person's work they would only replace.
 */
export function followUpOf(
  context: Context,
  task: { id: string; label: string },
  { cause, by }: { cause: ReworkCause; by: 'driver' | 'person' },
): 'put_right' | 'afresh' | 'nothing' {
  if (context.configuration.driver !== 'runbook' || context.runbook === undefined) return 'put_right';
  const entry = runbookEntry(context.runbook, task);
  if (entry?.onFeedback !== undefined) return 'put_right';
  return entry !== undefined && cause === 'conflict' && by === 'driver' ? 'afresh' : 'nothing';
}
