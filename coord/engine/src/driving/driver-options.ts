import { runbookEntry } from '@musterhq/agents';
import type { ReworkCause } from '@musterhq/store';
import type { Configuration } from '../configuration.ts';
import type { Context } from '../context.ts';
import { EngineError } from '../engine-error.ts';
import type { Maker } from '../reuse/maker-of.ts';
import { agentOptions } from './agent-options.ts';
import { chooseDriver, type DriverChoice } from './choose-driver.ts';

/** The driver of the turn host that a name of the configuration stands for. */
export const kindOf = ({ drivers }: Configuration, driver: string): string => drivers[driver]?.kind ?? driver;

/** What the driver is handed for a task. The runbook of a hand-given task is the entry under its own id. */
export function driverOptions(
  context: Context,
  task: { id: string; label: string; session: number },
  choice: DriverChoice,
): unknown {
  if (choice.driver === 'scripted') return context.script?.[task.id] ?? context.script?.[task.label];
  if (choice.driver in context.configuration.drivers) return agentOptions(context, task.session, choice);
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
 * a conflict: on what has landed by now they may come to something else. What was replayed in their place they have not made yet. A person's work
 * they would only replace.
 */
export function followUpOf(
  context: Context,
  task: { id: string; label: string; session?: number },
  { cause, by }: { cause: ReworkCause; by: Maker },
): 'put_right' | 'afresh' | 'nothing' {
  const { driver } = chooseDriver(context.configuration, { session: 0, ...task }, []);
  if (driver !== 'runbook' || context.runbook === undefined) return 'put_right';
  const entry = runbookEntry(context.runbook, task);
  if (entry?.onFeedback !== undefined) return 'put_right';
  const isOther = by === 'replay' || (by === 'driver' && cause === 'conflict');
  return entry !== undefined && isOther ? 'afresh' : 'nothing';
}
