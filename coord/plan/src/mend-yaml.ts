/** Words in parentheses that an author put where YAML has no place for them, by the offset of their entry's line. */
export type Annotation = { lineStart: number; start: number; end: number; text: string };

/** `text` has the length of the source, so that every offset in it holds in the source too. */
export type MendedYaml = {
  text: string;
  annotations: Annotation[];
  /** The stretch from the first mended place to the last, and how it would be written as real YAML. */
  mended?: { start: number; end: number; text: string };
};

const annotationBeforeList = /^([ \t]*)([^\s#'"[\]{}:-][^:#]*):[ \t]+(\([^()]*\))[ \t]*\r?$/;
const textAfterQuoted =
  /^([ \t]*(?:- +)?[^\s#'"[\]{}:-][^:#]*?:[ \t]+)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')([ \t]+)(\([^()]*\))[ \t]*(?:#.*)?\r?$/;
const blockScalar = /(?:^|[:-])[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?\r?$/;

/**
 * Reads two habits that YAML takes for something else. `Key: (words)` above a list folds list and words into one
 * scalar without an error; `Key: "path" (words)` is an error whose forgiving readers drop the words. Both become
 * plain YAML of the same length, with the words beside it.
 */
export function mendYaml(source: string): MendedYaml {
  const lines = linesWithEnds(source);
  const annotations: Annotation[] = [];
  const parts: string[] = [];
  const corrected: { start: number; end: number; text: string }[] = [];
  let scalarIndent = -1;
  lines.forEach((line, number) => {
    const isBlank = line.text.trim() === '';
    if (scalarIndent >= 0 && (isBlank || indentOf(line.text) > scalarIndent)) {
      parts.push(line.text + line.lineEnd);
      return;
    }
    scalarIndent = blockScalar.test(line.text) ? indentOf(line.text) : -1;
    const mend = mendAnnotatedList(line, lines[number + 1]) ?? mendQuoted(line);
    parts.push((mend?.text ?? line.text) + line.lineEnd);
    if (!mend) return;
    annotations.push({ lineStart: line.start, ...mend.annotation });
    corrected.push({ start: line.start, end: line.start + line.text.length, text: mend.corrected });
  });
  const first = corrected[0];
  if (!first) return { text: source, annotations };
  const end = corrected.at(-1)!.end;
  let text = '';
  let copied = first.start;
  for (const correction of corrected) {
    text += source.slice(copied, correction.start) + correction.text;
    copied = correction.end;
  }
  return { text: parts.join(''), annotations, mended: { start: first.start, end, text } };
}

type SourceLine = { start: number; text: string; lineEnd: string };
type Mend = { text: string; annotation: Omit<Annotation, 'lineStart'>; corrected: string };

function mendAnnotatedList(line: SourceLine, next: SourceLine | undefined): Mend | undefined {
  const match = annotationBeforeList.exec(line.text);
  if (!match || !next || !/^[ \t]*- /.test(next.text)) return undefined;
  const [, indent = '', key = '', words = ''] = match;
  if (indentOf(next.text) < indent.length) return undefined;
  const at = line.text.lastIndexOf(words);
  return {
    ...blank(line, at, words),
    corrected: `${indent}${key.trimEnd()} ${words}:`,
  };
}

function mendQuoted(line: SourceLine): Mend | undefined {
  const match = textAfterQuoted.exec(line.text);
  if (!match) return undefined;
  const [, before = '', quoted = '', gap = '', words = ''] = match;
  const at = before.length + quoted.length + gap.length;
  const mark = quoted[0]!;
  const escaped = mark === '"' ? words.replace(/[\\"]/g, '\\$&') : words.replaceAll("'", "''");
  return { ...blank(line, at, words), corrected: `${before}${quoted.slice(0, -1)} ${escaped}${mark}` };
}

function blank(line: SourceLine, at: number, words: string): Pick<Mend, 'text' | 'annotation'> {
  return {
    text: line.text.slice(0, at) + ' '.repeat(words.length) + line.text.slice(at + words.length),
    annotation: {
      start: line.start + at,
      end: line.start + at + words.length,
      text: words.slice(1, -1).trim(),
    },
  };
}

function linesWithEnds(source: string): SourceLine[] {
  return Array.from(source.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g), (match) => ({
    start: match.index,
    text: match[1] ?? '',
    lineEnd: match[2] ?? '',
  }));
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
