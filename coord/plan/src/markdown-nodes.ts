import remarkParse from 'remark-parse';
import { unified } from 'unified';

// Only the structure is wanted: emphasis and links are read from the text itself, and their constructs are the ones
// whose matching is not linear in a hostile text.
const processor = unified()
  .use(remarkParse)
  .data('micromarkExtensions', [
    {
      disable: {
        null: [
          'attention',
          'autolink',
          'characterEscape',
          'characterReference',
          'codeText',
          'definition',
          'hardBreakEscape',
          'htmlText',
          'labelEnd',
          'labelStartImage',
          'labelStartLink',
        ],
      },
    },
  ]);

export type MarkdownNode = ReturnType<typeof processor.parse>['children'][number];

// Each list or quote marker opens a container, and remark looks at what is open once more for every new one: 5,000
// markers on one line take it 10 s, 1,600 lists inside one another 12 s (measured 2026-11-22). Nobody nests like that.
const mostMarkers = 16;
const furthestMarker = 100;
const lineWithFront = /^((?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))+)(.*)$/gm;
const drawnRule = /^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/;

/** The same text at the same length, with crosses for the markers that stand further in than anybody reads. */
function readableOf(text: string): string {
  return text.replace(lineWithFront, (line, front: string, rest: string) => {
    const markers = front.match(/\d+[.)]|[-*+>]/g)?.length ?? 0;
    const isReadable = markers === 0 || (markers <= mostMarkers && front.trimEnd().length <= furthestMarker);
    return isReadable || drawnRule.test(line) ? line : front.replace(/[^ \t]/g, 'x') + rest;
  });
}

/** The blocks of a text as remark reads it in one. */
export function parseMarkdown(text: string): MarkdownNode[] {
  return processor.parse(text).children;
}

// remark keeps every token of a text until its end and edits that list again and again, which is not linear: 10,000
// underlined headings in one piece take it 39 s (measured 2026-11-22). In pieces of this many characters it is.
const pieceLength = 4000;

/** The blocks of a Markdown text in reading order; `shift` is what has to be added to their offsets. */
export function* markdownNodes(text: string): Generator<{ node: MarkdownNode; shift: number }> {
  const readable = readableOf(text);
  let length = pieceLength;
  for (let start = 0; start < readable.length; ) {
    const end = nextCut(readable, start + length);
    const piece = readable.slice(start, end);
    const nodes = parseMarkdown(piece);
    if (end < readable.length && goesOn(piece, nodes.at(-1))) {
      length = 2 * (end - start);
      continue;
    }
    // remark leaves a byte order mark out of its offsets.
    const shift = start + (piece.startsWith('\uFEFF') ? 1 : 0);
    for (const node of nodes) yield { node, shift };
    start = end;
    length = pieceLength;
  }
}

/** Before a heading behind a blank line, or behind a line that underlines one. */
function nextCut(text: string, from: number): number {
  const cut = /\n(?:[ \t]*\r?\n(?=#{1,6}[ \t])|(?:=+|-+)[ \t]*\r?\n(?=\S))/g;
  cut.lastIndex = from;
  return cut.test(text) ? cut.lastIndex : text.length;
}

/** A line that is not indented ends every block before it but an HTML comment and the like, and an open fence. */
function goesOn(piece: string, last: MarkdownNode | undefined): boolean {
  if (last?.type === 'html') return true;
  if (last?.type !== 'code') return false;
  const source = piece.slice(last.position?.start.offset, last.position?.end.offset);
  const [fence] = /^\uFEFF?(?:`{3,}|~{3,})/.exec(source) ?? [];
  if (fence === undefined) return false;
  const lastLine = source.slice(source.lastIndexOf('\n') + 1).trim();
  return !(source.includes('\n') && lastLine.startsWith(fence) && /^(?:`+|~+)$/.test(lastLine));
}
