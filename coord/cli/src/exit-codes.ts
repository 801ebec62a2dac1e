import { AgentsError } from '@musterhq/agents';
import { EngineError } from '@musterhq/engine';
import { GitError } from '@musterhq/git';
import { PlanError } from '@musterhq/plan';
import { PostgresError } from '@musterhq/postgres';
import { StoreError } from '@musterhq/store';
import { UsageError } from './usage-error.ts';

/** The exit codes of every command; the README lists them. */
export const exitCodes = {
  ok: 0,
  /** Something failed that is not the input's fault. */
  failed: 1,
  /** The document, a configuration file or the command line is wrong. */
  invalid: 2,
  /** The run ended with work that is blocked or held back. */
  blocked: 3,
  /** Somebody else holds what this command needs. */
  busy: 4,
  interrupted: 130,
} as const;

const invalid = new Set([
  'document_missing',
  'document_invalid',
  'configuration_invalid',
  'repository_unfit',
  'no_run',
  'not_a_repository',
  'mis_decoded',
  'bad_date',
  'ask_refused',
]);
const busy = new Set(['run_open', 'already_running', 'stale_generation', 'locked']);

/** Whether the error is one that was foreseen: its message alone tells a person what to do. */
export function exitCodeOf(error: unknown): { code: number; isForeseen: boolean } {
  if (error instanceof UsageError) return { code: exitCodes.invalid, isForeseen: true };
  const isOurs = [AgentsError, EngineError, GitError, PlanError, PostgresError, StoreError].some(
    (kind) => error instanceof kind,
  );
  if (!isOurs) return { code: exitCodes.failed, isForeseen: false };
  const { code } = error as { code: string };
  if (invalid.has(code)) return { code: exitCodes.invalid, isForeseen: true };
  return { code: busy.has(code) ? exitCodes.busy : exitCodes.failed, isForeseen: true };
}
