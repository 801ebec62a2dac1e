import type { Diagnostic } from '@musterhq/plan';

/** A finding in a file that is not the document. */
export type FileDiagnostic = Diagnostic & { file: string };
