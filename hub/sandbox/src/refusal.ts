/** What a server answers; `body` is sent as JSON, or as a page of HTML when it is a string. */
export type Reply = { status: number; body: unknown; headers?: Record<string, string> };

/**
 * The sandbox says no. `emulated`: what the platform would answer, with the reply to send.
 * `malformed`: the request cannot be read at all. `setting`: whoever drives the sandbox asked for something impossible.
 */
export class Refusal extends Error {
  readonly code: 'emulated' | 'malformed' | 'setting';
  readonly reply: Reply;

  constructor(code: Refusal['code'], message: string, reply: Reply) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.reply = reply;
  }
}

export function refuseMalformed(message: string): never {
  throw new Refusal('malformed', message, { status: 400, body: { error: { code: 'malformed', message } } });
}

/** Refuses a wish of whoever drives the sandbox: expected what, got what. */
export function refuseSetting(message: string): never {
  throw new Refusal('setting', message, { status: 400, body: { error: { code: 'setting', message } } });
}
