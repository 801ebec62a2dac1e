export type RulesErrorCode =
  | 'bad_zone'
  | 'bad_time'
  | 'media_missing'
  | 'unknown_variant'
  | 'template_broken';

/** What the package refuses to compute. Findings about a brand, a template or a calendar are diagnostics and never thrown. */
export class RulesError extends Error {
  override readonly name = 'RulesError';
  readonly code: RulesErrorCode;

  constructor(code: RulesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
