export type Edit = { start: number; end: number; text: string };

/** A text with edits that do not overlap, each at its offsets in the text as it was. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((rest, { start, end, text: instead }) => rest.slice(0, start) + instead + rest.slice(end), text);
}
