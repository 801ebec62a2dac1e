import { type MarkdownNode, markdownNodes } from './markdown-nodes.ts';
import { wordsOf } from './words-of.ts';

/** One line of running text or of a list item's text, without its line end. */
export type TextLine = { start: number; end: number; text: string };

/** A piece of the document in reading order; `section` is the index of the section it stands in. */
export type Piece =
  | { kind: 'line'; section: number; line: TextLine }
  | { kind: 'item'; section: number; start: number; end: number; line: TextLine }
  | { kind: 'rule'; section: number; start: number }
  | {
      kind: 'fence';
      section: number;
      start: number;
      end: number;
      language: string;
      /** The stretch between the two fence lines. */
      content: { start: number; end: number };
    };

/** What stands under one heading, down to the next heading of any depth. `parent` is the section around it, -1 for none. */
export type OutlineSection = {
  depth: number;
  words: string;
  start: number;
  end: number;
  headingEnd: number;
  parent: number;
};

/** `sections[0]` is what stands before the first heading: depth 0, no words. */
export type Outline = { sections: OutlineSection[]; pieces: Piece[] };

/** Sections, lines, list items and fences of a Markdown text with their places. */
export function outlineOf(text: string): Outline {
  const outline: Outline = {
    sections: [{ depth: 0, words: '', start: 0, end: text.length, headingEnd: 0, parent: -1 }],
    pieces: [],
  };
  for (const { node, shift } of markdownNodes(text)) addNode(text, shift, outline, node);
  return outline;
}

function addNode(text: string, shift: number, outline: Outline, node: MarkdownNode): void {
  const start = (node.position?.start.offset ?? 0) + shift;
  const end = (node.position?.end.offset ?? 0) + shift;
  const section = outline.sections.length - 1;
  if (node.type === 'heading') addHeading(text, outline, node.depth, start, end);
  else if (node.type === 'paragraph')
    for (const line of splitLines(text, start, end)) outline.pieces.push({ kind: 'line', section, line });
  else if (node.type === 'thematicBreak') outline.pieces.push({ kind: 'rule', section, start });
  else if (node.type === 'code') addFence(text, outline, node.lang ?? '', start, end);
  else if (node.type === 'list')
    for (const item of node.children) {
      const [first, ...rest] = item.children;
      const itemStart = (item.position?.start.offset ?? 0) + shift;
      const lines =
        first?.type === 'paragraph'
          ? splitLines(
              text,
              (first.position?.start.offset ?? 0) + shift,
              (first.position?.end.offset ?? 0) + shift,
            )
          : [];
      const line = lines[0] ?? { start: itemStart, end: itemStart, text: '' };
      const itemEnd = lines.at(-1)?.end ?? itemStart;
      outline.pieces.push({
        kind: 'item',
        section: outline.sections.length - 1,
        start: itemStart,
        end: itemEnd,
        line: { ...line, end: itemEnd, text: text.slice(line.start, itemEnd) },
      });
      for (const child of first?.type === 'paragraph' ? rest : item.children)
        addNode(text, shift, outline, child);
    }
}

function addHeading(text: string, outline: Outline, depth: number, start: number, end: number): void {
  const { sections } = outline;
  let parent = sections.length - 1;
  sections[parent]!.end = start;
  while (parent > 0 && sections[parent]!.depth >= depth) parent = sections[parent]!.parent;
  const source = text.slice(start, end).replace(/^\s*#{1,6}(?=\s|$)|(?<=\s)#+\s*$|\n\s*(?:=+|-+)\s*$/g, '');
  const words = wordsOf(source).replace(/^\d{1,3}(?:\.\d{1,3})*[.)]\s+/, '');
  sections.push({ depth, words, start, end: text.length, headingEnd: end, parent });
}

function addFence(text: string, outline: Outline, language: string, start: number, end: number): void {
  const open = /^(?:`{3,}|~{3,})[^\n]*(?:\n|$)/.exec(text.slice(start, Math.min(end, start + 1000)));
  if (!open) return;
  const contentStart = start + open[0].length;
  const close = /(?:^|\n)[ \t]*(?:`{3,}|~{3,})[ \t]*$/.exec(
    text.slice(Math.max(contentStart, end - 200), end),
  );
  const contentEnd = close ? end - close[0].trimStart().length : end;
  outline.pieces.push({
    kind: 'fence',
    section: outline.sections.length - 1,
    start,
    end,
    language: language.toLowerCase(),
    content: { start: Math.min(contentStart, contentEnd), end: contentEnd },
  });
}

/** The lines between two offsets, trimmed of the space around them. */
function splitLines(text: string, start: number, end: number): TextLine[] {
  return Array.from(text.slice(start, end).matchAll(/[^\r\n]+/g), (match) => {
    const from = start + match.index + (match[0].length - match[0].trimStart().length);
    const words = match[0].trim();
    return { start: from, end: from + words.length, text: words };
  }).filter((line) => line.text !== '');
}

/** The section itself and those around it, nearest first. */
export function sectionsAround(outline: Outline, section: number): number[] {
  const around: number[] = [];
  for (let at = section; at >= 0; at = outline.sections[at]!.parent) around.push(at);
  return around;
}
