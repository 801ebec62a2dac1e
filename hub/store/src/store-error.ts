/** A refusal of the store; the message says what was expected, what was found and what to do. */
export class StoreError extends Error {
  readonly code:
    | 'no_row'
    | 'taken'
    | 'stale_fence'
    | 'fence_withdrawn'
    | 'unsealable'
    | 'edit_waits'
    | 'not_approved';
  readonly facts: Record<string, unknown>;

  constructor(code: StoreError['code'], message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.facts = facts;
  }
}
