import { classifyEntry, type EntryKind } from './classify-entry.ts';
import { type Piece, sectionsAround } from './outline-of.ts';
import { type Reading, report } from './reading.ts';
import { type YamlBlock, type YamlEntry, yamlEntries } from './yaml-entries.ts';

/** A key at the top of a YAML block, what it is, and the section it stands in. */
export type PlacedEntry = { entry: YamlEntry; kind: EntryKind; section: number };

type Fence = Extract<Piece, { kind: 'fence' }>;

const unlabelledYaml = /^[ \t]*(?:session[_ -]?\d+[_ -]\w+|trigger|agenda)[ \t]*:/im;

/** The entries of every YAML block, in reading order. A block that does not parse is reported and gives none. */
export function entriesOf(reading: Reading): PlacedEntry[] {
  return reading.outline.pieces.flatMap((piece) => {
    if (piece.kind !== 'fence') return [];
    const content = reading.text.slice(piece.content.start, piece.content.end);
    const isYaml = /^ya?ml$/.test(piece.language) || (piece.language === '' && unlabelledYaml.test(content));
    if (!isYaml) return [];
    const block = yamlEntries(content, piece.content.start);
    reportBlock(reading, piece, block);
    const headings = sectionsAround(reading.outline, piece.section)
      .slice(0, 2)
      .map((at) => reading.outline.sections[at]!.words)
      .join(' ');
    return block.entries.map((entry) => ({
      entry,
      kind: classifyEntry(entry, headings),
      section: piece.section,
    }));
  });
}

function reportBlock(reading: Reading, fence: Fence, { errors, mended }: YamlBlock): void {
  if (mended)
    report(
      reading,
      'warning',
      'words-beside-yaml',
      mended.start,
      'this is not the YAML its author meant: words in parentheses stand where YAML expects none; they are read as the speaker or owner',
      {
        fix: 'put the words into the key, `Name (words):`, or into the quotes, `"/path/ (words)"`',
        edit: mended,
      },
    );
  const content = reading.text.slice(fence.content.start, fence.content.end);
  const swallowed = errors.length > 0 ? /^[ \t]*(?:`{3,}|~{3,})/m.exec(content) : null;
  if (swallowed) {
    report(
      reading,
      'error',
      'fence-not-closed',
      fence.start,
      'this YAML block is not closed before the next one begins, so that neither can be read',
      { fix: 'put the closing fence back above the next heading' },
    );
    return;
  }
  // One mistake makes the parser trip again and again behind it.
  const [first] = errors;
  if (first)
    report(
      reading,
      'error',
      'block-does-not-parse',
      Math.min(first.offset, fence.end),
      `this YAML block cannot be read and is left out: ${first.message}`,
      {
        fix: 'correct the YAML here; quote values that hold `: ` or begin with a special character',
      },
    );
}
