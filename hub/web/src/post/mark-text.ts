/** A stretch of a text that something is to be shown of, between two UTF-16 offsets. */
export type Mark = { start: number; end: number; kind: string };
export type Piece = { start: number; text: string; kinds: string[] };

/** The text cut where marks begin and end, each piece with the kinds of all marks that it lies in. Marks of no length are left out. */
export function markText(text: string, marks: readonly Mark[]): Piece[] {
  const inside = marks
    .map(({ start, end, kind }) => ({ start: Math.max(0, start), end: Math.min(text.length, end), kind }))
    .filter(({ start, end }) => start < end);
  const cuts = new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])]);
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(0, -1).map((start, index) => {
    const end = places[index + 1]!;
    const kinds = inside.filter((mark) => mark.start <= start && mark.end >= end).map(({ kind }) => kind);
    return { start, text: text.slice(start, end), kinds: [...new Set(kinds)] };
  });
}
