/** A refusal of the jobs; the message says what was expected, what was found and what to do. */
export class JobsError extends Error {
  readonly code: 'no_publication' | 'fence_lost';
  readonly facts: Record<string, unknown>;

  constructor(code: JobsError['code'], message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.name = 'JobsError';
    this.code = code;
    this.facts = facts;
  }
}
