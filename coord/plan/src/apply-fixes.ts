import type { Diagnostic } from './plan.ts';
import { applyEdits, type Edit, refuseMisDecoded } from './write-back.ts';

/**
 * Applies the edits that findings carry. Of edits that touch one another only the first is made: check again for the
 * rest. Throws `mis_decoded` where there is something to fix in a text that has to be repaired first.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): string {
  const edits = diagnostics.flatMap(({ edit }) => edit ?? []).toSorted((a, b) => a.start - b.start);
  if (edits.length > 0) refuseMisDecoded(text);
  const chosen: Edit[] = [];
  for (const edit of edits) {
    const last = chosen.at(-1);
    if (!last || edit.start > last.end) chosen.push(edit);
  }
  return applyEdits(text, chosen);
}
