import { RulesError } from '@musterhub/rules';
import { HubError } from './hub-error.ts';

/** The exit codes of every command; docs/calendar.md lists them. */
export const exitCodes = {
  ok: 0,
  /** Something failed that is not the input's fault. */
  failed: 1,
  /** A file or the command line is wrong. */
  invalid: 2,
  /** The input was read, and what it asks for cannot or must not be done: a conflict, a calendar with errors. */
  refused: 3,
  interrupted: 130,
} as const;

/** Known by name: their packages are loaded by the commands that need them, and by no others. */
const refusals = new Set(['ApiError', 'JobsError', 'MediaError', 'PostgresError', 'StoreError']);

/** Whether the error is one that was foreseen: its message alone tells a person what to do. */
export function exitCodeOf(error: unknown): { code: number; isForeseen: boolean } {
  if (error instanceof HubError) {
    return { code: error.code === 'refused' ? exitCodes.refused : exitCodes.invalid, isForeseen: true };
  }
  if (error instanceof RulesError) return { code: exitCodes.invalid, isForeseen: true };
  if (error instanceof Error && refusals.has(error.name))
    return { code: exitCodes.refused, isForeseen: true };
  return { code: exitCodes.failed, isForeseen: false };
}
