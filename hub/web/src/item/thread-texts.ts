/** The texts of a thread with one of them at another place. */
export function movedText(texts: readonly string[], from: number, to: number): string[] {
  const text = texts[from];
  return text === undefined ? [...texts] : texts.toSpliced(from, 1).toSpliced(to, 0, text);
}

/**
 * A text that is too long from an index on, as two: cut behind the last paragraph that fits, else sentence, else word. The first half of the room
 * is left alone, so that a short opening paragraph does not stand by itself.
 */
export function splitText(text: string, overFrom: number): [string, string] {
  const room = text.slice(0, overFrom);
  const ends = [/\n\s*\n/g, /[.!?…]["”’)]*\s/g, /\s/g].map((pattern) => lastEnd(room, pattern));
  const at = ends.find((end) => end > overFrom / 2) ?? Math.max(...ends);
  const cut = at > 0 ? at : overFrom;
  return [text.slice(0, cut).trimEnd(), text.slice(cut).trimStart()];
}

const lastEnd = (room: string, pattern: RegExp): number => {
  const last = [...room.matchAll(pattern)].at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
};
