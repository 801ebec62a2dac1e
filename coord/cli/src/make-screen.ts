/** Where a run tells what happens: lines that scroll, and in a terminal one live line for each session below them. */
export type Screen = {
  line(text: string): void;
  /** What a session is doing now; undefined clears its line. */
  session(session: number, text: string | undefined): void;
  /** Takes the live lines away. */
  close(): void;
};

type Terminal = { write(text: string): unknown; columns: number };

/** A driver may print thousands of lines a second; nobody reads more than a few pictures. */
const calmMs = 150;

/** Without a terminal the live lines are left out: a log of them would only be noise. */
export function makeScreen(out: Terminal, isTerminal: boolean): Screen {
  if (!isTerminal) {
    return { line: (text) => out.write(`${text}\n`), session: () => undefined, close: () => undefined };
  }
  const live = new Map<number, string>();
  let shown = 0;
  let timer: NodeJS.Timeout | undefined;
  const erase = () => (shown === 0 ? '' : `\u001b[${shown}A\u001b[0J`);
  const draw = (lines: string) => {
    const rows = [...live]
      .sort(([a], [b]) => a - b)
      .map(([session, text]) => clip(`Session ${session}  ${text}`));
    out.write(`${erase()}${lines}${rows.map((row) => `\u001b[2m${row}\u001b[0m\n`).join('')}`);
    shown = rows.length;
  };
  const clip = (text: string) => text.replaceAll(/[\p{Cc}]/gu, ' ').slice(0, Math.max(20, out.columns - 1));
  return {
    line: (text) => draw(`${text}\n`),
    session(session, text) {
      if (text === undefined) live.delete(session);
      else live.set(session, text);
      timer ??= setTimeout(() => {
        timer = undefined;
        draw('');
      }, calmMs);
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
      live.clear();
      out.write(erase());
      shown = 0;
    },
  };
}
