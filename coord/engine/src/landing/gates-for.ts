import type { Context } from '../context.ts';
import { gatesOf } from '../gates/gates-of.ts';
import type { Submission } from './next-landing.ts';

/** The gates of a task (its own, else those bound to it) and those of every candidate; a revert has the latter. */
export function gatesFor(context: Context, { of }: Submission): string[] {
  return of.kind === 'attempt' ? gatesOf(context, of.task) : [...new Set(context.bindings.every)];
}
