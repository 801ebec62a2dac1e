/**
 * What the package refuses: to write into a text that was read in the wrong encoding, to write at places that a plan
 * of another text names, and a date that is none.
 */
export type PlanErrorCode = 'mis_decoded' | 'stale_plan' | 'bad_date';

/** The one error of this package. Findings about a document are diagnostics and never thrown. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code: PlanErrorCode;

  constructor(code: PlanErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
