export type ApiErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'malformed'
  | 'not_found'
  | 'refused'
  | 'too_large'
  | 'unsupported'
  | 'idempotency_conflict'
  | 'budget_exceeded'
  | 'address_refused'
  | 'unreachable'
  | 'port_taken';

/** What the hub refuses over HTTP by itself; what the store and the media refuse keeps their own codes. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** For programs: which part of the request it is about, or which budget had no room. */
  readonly facts: Record<string, unknown>;

  constructor(
    code: ApiErrorCode,
    message: string,
    facts: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.facts = facts;
  }
}
