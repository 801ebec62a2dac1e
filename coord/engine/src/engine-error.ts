/** A refusal of the engine; the message says what was expected, what was found and what to do. */
export class EngineError extends Error {
  readonly code:
    | 'document_missing'
    | 'document_invalid'
    | 'configuration_invalid'
    | 'repository_unfit'
    | 'already_running'
    | 'no_run'
    | 'worktree_mismatch'
    | 'setup_failed'
    | 'fence_missing'
    | 'ask_refused'
    | 'workflow_failed'
    | 'database_lost';
  readonly facts: Record<string, unknown>;

  constructor(code: EngineError['code'], message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.facts = facts;
  }
}
