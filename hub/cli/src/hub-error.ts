export type HubErrorCode = 'file_missing' | 'file_invalid' | 'usage' | 'refused';

/** What a command refuses, in words that say what to do. `refused` is a plan that was read and is not good. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: HubErrorCode;

  constructor(code: HubErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
