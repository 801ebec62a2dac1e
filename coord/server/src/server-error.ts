export type ServerErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'malformed'
  | 'not_found'
  | 'not_loopback'
  | 'port_taken';

/** What the server refuses by itself; what the engine and the store refuse keeps their own codes. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;
  readonly facts: Record<string, unknown>;

  constructor(code: ServerErrorCode, message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
    this.facts = facts;
  }
}
