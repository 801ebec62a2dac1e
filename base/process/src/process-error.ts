export type ProcessErrorCode = 'bad_directory' | 'not_started' | 'lock_timeout';

/** A refusal of this package; `facts` carry what was asked for and what was found. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  readonly code: ProcessErrorCode;
  readonly facts: Record<string, unknown>;

  constructor(code: ProcessErrorCode, message: string, facts: Record<string, unknown>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}
