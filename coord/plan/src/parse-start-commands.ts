import { sectionsAround } from './outline-of.ts';
import { parseActivation } from './parse-activation.ts';
import type { Mode, StartCommand } from './plan.ts';
import { hold, lineAt, type Reading, report } from './reading.ts';
import { firstSession } from './session-mentions.ts';
import { shellWords } from './shell-words.ts';

const modes: readonly string[] = ['coding', 'writing', 'analysis', 'review'] satisfies Mode[];

export type PlacedStart = StartCommand & { offset: number };

/** The `cs "…" MODE` commands of the document by session, with the `ca` commands that stand before them. */
export function parseStartCommands(reading: Reading): Map<number, PlacedStart> {
  const starts = new Map<number, PlacedStart>();
  for (const piece of reading.outline.pieces) {
    if (piece.kind !== 'fence' || !/^(?:|bash|sh|shell|zsh|console|text|txt)$/.test(piece.language)) continue;
    const content = reading.text.slice(piece.content.start, piece.content.end);
    if (!/^[ \t]*(?:\$ )?c[as] /m.test(content)) continue;
    hold(reading, piece.section, 'startCommands');
    const heading = sectionsAround(reading.outline, piece.section)
      .map((at) => firstSession(reading.outline.sections[at]!.words))
      .find((session) => session !== undefined);
    readCommands(reading, content, piece.content.start, heading, starts);
  }
  return starts;
}

function readCommands(
  reading: Reading,
  content: string,
  base: number,
  heading: number | undefined,
  starts: Map<number, PlacedStart>,
): void {
  let activation: StartCommand['activation'] = [];
  for (const { words, offset } of shellWords(content)) {
    const at = base + offset;
    if (words[0] === '$') words.shift();
    if (words[0] === 'ca') {
      const { steps, unread } = parseActivation(words.join(' '));
      activation.push(...steps);
      if (unread.length > 0) reportUnreadable(reading, at, words.join(' '));
      continue;
    }
    const start = words[0] === 'cs' ? parseStart(words.slice(1)) : undefined;
    if (!start) {
      reportUnreadable(reading, at, words.join(' '));
      continue;
    }
    const session = start.session ?? heading;
    if (session === undefined)
      report(
        reading,
        'warning',
        'start-without-session',
        at,
        'no heading above this start command names a session; it is not used',
        {
          fix: 'put it under a heading that names the session, or add `--session N`',
        },
      );
    else if (starts.has(session))
      report(
        reading,
        'warning',
        'second-start',
        at,
        `Session ${session} has a start command already; this one is not used`,
        {
          fix: 'keep one start command per session',
        },
      );
    else {
      const { text, mode, asAgents } = start;
      starts.set(session, {
        text,
        ...(mode ? { mode } : {}),
        asAgents,
        line: lineAt(reading, at),
        activation,
        offset: at,
      });
    }
    activation = [];
  }
}

function reportUnreadable(reading: Reading, offset: number, command: string): void {
  const shown = command.length > 60 ? `${command.slice(0, 60)}…` : command;
  report(
    reading,
    'warning',
    'unreadable-command',
    offset,
    `expected \`ca preset|activate|deactivate NAME\` or \`cs "TASK" [coding|writing|analysis|review] [--agents]\`, found \`${shown}\``,
    {
      fix: 'correct the command, or move it out of the start commands',
    },
  );
}

type Start = { text: string; mode?: Mode; asAgents: boolean; session?: number };

function parseStart(words: readonly string[]): Start | undefined {
  const [text, ...rest] = words;
  if (!text) return undefined;
  const start: Start = { text, asAgents: false };
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === '--agents') start.asAgents = true;
    else if (word === '--session' && /^\d{1,4}$/.test(rest[at + 1] ?? '')) start.session = Number(rest[++at]);
    else if (modes.includes(word) && !start.mode) start.mode = word as Mode;
    else return undefined;
  }
  return start;
}
