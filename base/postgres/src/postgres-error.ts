export type PostgresErrorCode =
  | 'no_account'
  | 'no_binaries'
  | 'wrong_owner'
  | 'no_system_folder'
  | 'binaries_unusable'
  | 'init_failed'
  | 'start_failed'
  | 'stop_failed'
  | 'wrong_version'
  | 'wrong_password'
  | 'unreachable'
  | 'migration_changed'
  | 'migration_unknown'
  | 'migration_out_of_order'
  | 'migration_failed';

/** A refusal of this package; `facts` carry what was expected and what was found. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  readonly code: PostgresErrorCode;
  readonly facts: Record<string, unknown>;

  constructor(code: PostgresErrorCode, message: string, facts: Record<string, unknown>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}
