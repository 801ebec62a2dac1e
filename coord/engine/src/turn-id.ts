import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';

/** The same in every coordinator: a turn is found again by it, in the store and on disk. */
export function turnId(context: Context, order: Pick<TurnWork, 'task' | 'attempt' | 'turn'>): string {
  const task = order.task.replaceAll(/[^\w.-]+/g, '_');
  return `${context.fence.run}.${task}.a${order.attempt}.t${order.turn}`;
}
