/** The server said no, or could not be reached. `message` is the server's own words where it had some. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: 'signed_out' | 'refused' | 'not_found' | 'failed' | 'unreachable';
  readonly status: number | null;
  /** What else the refusal said for programs: its code, which part of the request is wrong, and the facts of its code. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    status: number | null,
    message: string,
    { facts = {}, cause }: { facts?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.code = codeOf(status);
    this.facts = facts;
  }
}

function codeOf(status: number | null): RequestError['code'] {
  if (status === null) return 'unreachable';
  if (status === 401) return 'signed_out';
  if (status === 404) return 'not_found';
  return status < 500 ? 'refused' : 'failed';
}
