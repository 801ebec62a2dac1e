import type { Diagnostic } from './diagnostic.ts';

/** A finding about a post as a whole, or one of its media: its place is the beginning of the text. */
export function formatError(rule: `format/${string}`, message: string, fix?: string): Diagnostic {
  return { rule, severity: 'error', message, line: 1, column: 1, ...(fix === undefined ? {} : { fix }) };
}

export function formatWarning(rule: `format/${string}`, message: string, fix: string): Diagnostic {
  return { ...formatError(rule, message, fix), severity: 'warning' };
}
