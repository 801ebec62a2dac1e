import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeWatchFacts } from '../../test/make-watch-facts.ts';
import { watchRun } from './watch-run.ts';

/** A terminal of 80 columns that keeps what was written to it, and is typed on by `input.write`. */
function makeTerminal() {
  const isRaw: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (to: boolean) => isRaw.push(to),
  });
  const output = Object.assign(new PassThrough(), { columns: 80, rows: 10 });
  const written: string[] = [];
  output.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const take = () => written.splice(0).join('');
  return { input, output, isRaw, take };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const ends = Date.now() + 5_000; !isTrue(); await delay(5))
    if (Date.now() > ends) throw new Error('it does not come to that');
}

test('draws on a screen of its own, only what changed, obeys keys and size, and gives the terminal back', async () => {
  const terminal = makeTerminal();
  const facts = makeWatchFacts();
  let told: () => void = () => undefined;
  const changed = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      told = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  let day = 2;
  const read = async () => ({ ...facts, status: { ...facts.status, day } });
  const watching = watchRun(terminal, { read, changed }, new AbortController().signal);
  let screen = '';
  const shows = (words: string) =>
    until(() => {
      screen += terminal.take();
      return screen.includes(words);
    });
  await shows('q to leave');
  expect(screen.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
  screen = '';
  day = 3;
  told();
  await shows('day 3');
  expect(screen).not.toContain('Editor');
  screen = '';
  terminal.input.write('5');
  await shows('report 40');
  screen = '';
  terminal.output.rows = 30;
  terminal.output.emit('resize');
  await shows('report 15');
  terminal.input.write('q');
  expect((await watching).status.day).toBe(3);
  screen = terminal.take();
  expect(screen.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  expect(terminal.isRaw).toEqual([true, false]);
});
