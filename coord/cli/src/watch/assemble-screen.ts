import stringWidth from 'string-width';
import { table } from '../print.ts';
import { type Watch, watchHelp } from './next-watch.ts';
import type { WatchFacts } from './watch-facts.ts';
import { decisionCount, pageLines, watchPages } from './watch-pages.ts';

export type ScreenSize = { columns: number; rows: number };

/** Rows of the frame: the title, the pages, an empty one, and the last. */
const frameRows = 4;
export const pageHeight = ({ rows }: ScreenSize): number => Math.max(1, rows - frameRows);

/** Exactly as many rows as the terminal has, none wider than it; styles are added where nothing is counted any more. */
export function assembleScreen(facts: WatchFacts, watch: Watch, size: ScreenSize): string[] {
  const { status } = facts;
  const height = pageHeight(size);
  const lines = watch.isHelp ? table(watchHelp.map((row) => [...row])) : pageLines(watch.page, facts);
  const last = Math.max(0, lines.length - height);
  const isAtEnd = watch.page === 'Log' && watch.isFollowing;
  const from = watch.isHelp ? 0 : isAtEnd ? last : Math.min(watch.offset, last);
  const shown = lines.slice(from, from + height);
  const more = lines.length > height ? `lines ${from + 1} to ${from + shown.length} of ${lines.length}` : '';
  const { run, day } = status;
  const isOver = run.state !== 'running';
  const rows = [
    bold(clip(`${run.document}  run ${run.id} ${run.state}, day ${day}`, size.columns)),
    tabs(watch, decisionCount(status), size.columns),
    '',
    ...shown.map((line) => clip(line, size.columns)),
    ...Array.from({ length: Math.max(0, height - shown.length) }, () => ''),
    dim(
      clip(
        [isOver ? `The run is ${run.state}.` : '', '? for help, q to leave', more]
          .filter(Boolean)
          .join('   '),
        size.columns,
      ),
    ),
  ];
  return rows.slice(0, size.rows);
}

function tabs({ page, isHelp }: Watch, decisions: number, columns: number): string {
  let left = columns;
  const cells = watchPages.map((name, index) => {
    const words = ` ${index + 1} ${name}${name === 'Decisions' && decisions > 0 ? ` (${decisions})` : ''} `;
    const cell = clip(words, left);
    left -= stringWidth(cell);
    return name === page && !isHelp ? inverse(cell) : cell;
  });
  return cells.join('');
}

/** By what a terminal shows: wide characters take two columns. What would move the cursor becomes a space. */
export function clip(text: string, columns: number): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ');
  if (stringWidth(plain) <= columns) return plain;
  let width = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(plain)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    end = index + segment.length;
  }
  return columns < 1 ? '' : `${plain.slice(0, end)}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const styled = (code: number) => (text: string) => (text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`);
const bold = styled(1);
const dim = styled(2);
const inverse = styled(7);
