import { emitKeypressEvents } from 'node:readline';
import { assembleScreen, pageHeight, type ScreenSize } from './assemble-screen.ts';
import { firstWatch, nextWatch } from './next-watch.ts';
import type { WatchFacts } from './watch-facts.ts';
import { pageLines } from './watch-pages.ts';

export type WatchTerminal = {
  input: NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  output: NodeJS.WritableStream & { columns?: number; rows?: number };
};

type Key = { name?: string; sequence?: string; ctrl?: boolean; shift?: boolean };

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';

/**
 * A full-screen view that follows the run until the reader leaves it. `changed` resolves when there may be something new, and is asked
 * again after each read. The terminal is given back however this ends.
 */
export async function watchRun(
  { input, output }: WatchTerminal,
  source: { read(): Promise<WatchFacts>; changed(signal: AbortSignal): Promise<void> },
  signal: AbortSignal,
): Promise<WatchFacts> {
  let facts = await source.read();
  let watch = firstWatch;
  let shown: string[] = [];
  const left = new AbortController();
  const size = (): ScreenSize => ({ columns: output.columns || 80, rows: output.rows || 24 });
  const draw = () => {
    const rows = assembleScreen(facts, watch, size());
    // Only rows that differ: a terminal at the end of a slow line does not flicker.
    const changes = rows.flatMap((row, index) =>
      row === shown[index] ? [] : [`\u001b[${index + 1};1H${row}\u001b[0K`],
    );
    shown = rows;
    if (changes.length > 0) output.write(changes.join(''));
  };
  const redraw = () => {
    shown = [];
    output.write('\u001b[2J');
    draw();
  };
  const onKey = (_: string | undefined, key: Key) => {
    const length = pageLines(watch.page, facts).length;
    const next = nextWatch(watch, nameOf(key), { length, height: pageHeight(size()) });
    if (next === undefined) return left.abort();
    watch = next;
    draw();
  };
  const giveBack = () => output.write(leave);
  const ends = AbortSignal.any([signal, left.signal]);
  process.once('exit', giveBack);
  emitKeypressEvents(input);
  input.setRawMode?.(true);
  input.on('keypress', onKey);
  input.resume();
  output.on('resize', redraw);
  output.write(enter);
  try {
    redraw();
    while (!ends.aborted) {
      await source.changed(ends);
      if (ends.aborted) break;
      facts = await source.read();
      draw();
    }
    return facts;
  } finally {
    output.off('resize', redraw);
    input.off('keypress', onKey);
    input.setRawMode?.(false);
    input.pause();
    process.off('exit', giveBack);
    giveBack();
  }
}

function nameOf({ name, sequence, ctrl, shift }: Key): string {
  if (ctrl === true) return `ctrl-${name}`;
  if (name === 'tab') return shift === true ? 'shift-tab' : 'tab';
  if (name !== undefined && name.length > 1) return name;
  return sequence ?? '';
}
