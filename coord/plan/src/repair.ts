import { macRomanByte } from './mac-roman.ts';

/**
 * `toOriginal` takes an offset of the repaired text to the offset in the given text where the same character
 * begins (both in UTF-16 units), so that findings of the clean text can be shown in the file as it is.
 */
export type Repair =
  | { kind: 'clean' }
  | { kind: 'mojibake'; text: string; toOriginal(offset: number): number };

/** A run of characters beyond ASCII that are really the bytes of other characters. */
export type BrokenRun = { start: number; end: number; text: string };

/** One character of the clean text and the stretch of the given text that its bytes were read as. */
type Sequence = { start: number; end: number; codePoint: number };
type Run = { start: number; end: number; sequences: Sequence[] | undefined };

/** Recognises a text whose UTF-8 bytes were read as Mac Roman, and reads it again as it was meant. */
export function repair(text: string): Repair {
  const runs = runsOf(text);
  const sequences: Sequence[] = [];
  for (const run of runs) {
    if (!run.sequences) return { kind: 'clean' };
    sequences.push(...run.sequences);
  }
  if (!runs.some((run) => isConvincing(text, run))) return { kind: 'clean' };
  return { kind: 'mojibake', text: rewrite(text, sequences), toOriginal: offsetsBack(sequences) };
}

/**
 * The broken runs of a text that as a whole is not mojibake, because somebody edited it by hand after it was
 * broken or pasted from a broken one. Only runs that convince by themselves.
 */
export function brokenRuns(text: string): BrokenRun[] {
  return runsOf(text).flatMap(({ start, end, sequences }) =>
    sequences && isConvincing(text, { start, end, sequences })
      ? [{ start, end, text: String.fromCodePoint(...sequences.map((sequence) => sequence.codePoint)) }]
      : [],
  );
}

// A byte order mark that an editor put in front of the broken text is no part of the damage.
const beyondAscii = /(?!^\ufeff)[\u0080-\uffff]+/g;

function runsOf(text: string): Run[] {
  return Array.from(text.matchAll(beyondAscii), (match) => {
    const end = match.index + match[0].length;
    return { start: match.index, end, sequences: decodeRun(text, match.index, end) };
  });
}

function decodeRun(text: string, start: number, end: number): Sequence[] | undefined {
  const sequences: Sequence[] = [];
  for (let at = start; at < end; ) {
    const sequence = decodeSequence(text, at, end);
    if (!sequence) return undefined;
    sequences.push(sequence);
    at = sequence.end;
  }
  return sequences;
}

/** Well-formed UTF-8 as the Unicode Standard's table 3-7 has it: nothing overlong, no surrogate, nothing past U+10FFFF. */
function decodeSequence(text: string, start: number, limit: number): Sequence | undefined {
  const lead = macRomanByte(text, start);
  if (lead === undefined || lead < 0xc2 || lead > 0xf4) return undefined;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const end = start + length;
  if (end > limit) return undefined;
  let codePoint = lead & (0x7f >> length);
  for (let at = start + 1; at < end; at++) {
    const byte = macRomanByte(text, at);
    if (byte === undefined || byte < 0x80 || byte > 0xbf) return undefined;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const smallest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint < smallest || codePoint > 0x10ffff || isSurrogate ? undefined : { start, end, codePoint };
}

const mathematics = new Set('±≤≥∂∑∏π∫Ω∞µ');

/**
 * Decoding is not proof enough: the clean `l’école` decodes too (`’é` are the bytes of an Armenian letter), and so
 * does `√π`. Nobody writes the three or four characters that a longer sequence needs, two sequences in a row, or a
 * bare `√`, `¬`, `ƒ`, `≈` before a letter.
 */
function isConvincing(text: string, run: Run): boolean {
  const [first, second] = run.sequences ?? [];
  if (!first) return false;
  if (second || first.end - first.start > 2) return true;
  return '¬√ƒ≈'.includes(text.charAt(first.start)) && !mathematics.has(text.charAt(first.start + 1));
}

function rewrite(text: string, sequences: readonly Sequence[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const { start, end, codePoint } of sequences) {
    parts.push(text.slice(copied, start), String.fromCodePoint(codePoint));
    copied = end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function offsetsBack(sequences: readonly Sequence[]): (offset: number) => number {
  const repairedEnds: number[] = [];
  let shift = 0;
  for (const { start, end, codePoint } of sequences) {
    const length = codePoint > 0xffff ? 2 : 1;
    repairedEnds.push(start - shift + length);
    shift += end - start - length;
  }
  return (offset) => {
    let low = 0;
    let high = sequences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (repairedEnds[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    // Now `low` is the first sequence that ends after `offset`: its start is the furthest that the answer may reach.
    const before = sequences[low - 1];
    const linear = before ? before.end + offset - repairedEnds[low - 1]! : offset;
    const inside = sequences[low];
    return inside ? Math.min(linear, inside.start) : linear;
  };
}
