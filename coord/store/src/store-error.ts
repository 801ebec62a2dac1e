/** What the store refuses. `stale_generation`: another coordinator has taken the run over. */
export class StoreError extends Error {
  readonly code: 'stale_generation' | 'no_run' | 'no_turn' | 'run_open';
  readonly facts: Record<string, unknown>;

  constructor(code: StoreError['code'], message: string, facts: Record<string, unknown>) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.facts = facts;
  }
}
