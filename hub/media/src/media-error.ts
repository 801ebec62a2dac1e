/**
 * `too_large`: more bytes or pixels than are opened. `unknown_type`: not a picture or video that the hub holds, by its first bytes.
 * `broken`: of a known type and not readable to its end. `cannot_fit`: no transform of ours makes it fit. `text_too_long`: the
 * words of a recipe have no room at the smallest size. `no_glyph`: a letter that the typeface does not have.
 */
export type MediaErrorCode =
  | 'too_large'
  | 'unknown_type'
  | 'broken'
  | 'cannot_fit'
  | 'text_too_long'
  | 'no_glyph';

export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
