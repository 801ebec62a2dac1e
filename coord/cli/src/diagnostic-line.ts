import type { Diagnostic } from '@musterhq/plan';

/** `plan.md:12:3 warning …  [rule]`, as editors and terminals make it clickable. */
export function diagnosticLine(file: string, found: Diagnostic): string {
  const fix = found.fix === undefined ? '' : `\n    ${found.fix}`;
  return `${file}:${found.line}:${found.column} ${found.severity}: ${found.message} [${found.rule}]${fix}`;
}
