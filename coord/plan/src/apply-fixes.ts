import type { Diagnostic } from './plan.ts';
import { applyEdits, type Edit } from './write-back.ts';

/** Applies the edits that findings carry. Of edits that overlap only the first is made; check again for the rest. */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): string {
  const edits = diagnostics.flatMap(({ edit }) => edit ?? []).toSorted((a, b) => a.start - b.start);
  const chosen: Edit[] = [];
  for (const edit of edits) {
    const last = chosen.at(-1);
    const isFree = !last || edit.start > last.end || (edit.start === last.end && edit.start > last.start);
    if (isFree) chosen.push(edit);
  }
  return applyEdits(text, chosen);
}
