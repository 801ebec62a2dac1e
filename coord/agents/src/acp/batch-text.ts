import type { DriverEventBody } from '../driver-event.ts';

type TextKind = 'message' | 'thought';

const mostInEvent = 8_192;
const waitMs = 1_000;
/** What one turn may say in its events; the log has all of it, up to its own limit. */
const mostInTurn = 512 * 1_024;
const keptOfLast = 4_000;

/** Agents stream their text word by word: this makes few events of it, each of one kind. */
export type TextBatches = {
  add(kind: TextKind, text: string): void;
  /** Tells what is held, so that the next event comes after it. */
  flush(): void;
  /** The end of the last message, across its chunks. */
  lastMessage(): string;
};

/** Holds text until it is long enough, something else has to be told, or a second has passed. */
export function makeTextBatches(event: (body: DriverEventBody) => void): TextBatches {
  let held: { kind: TextKind; text: string } | undefined;
  let told = 0;
  let leftOut = 0;
  let last = '';
  let isLastOpen = false;
  let due: NodeJS.Timeout | undefined;

  const tell = (): void => {
    clearTimeout(due);
    due = undefined;
    if (held === undefined) return;
    const { kind, text } = held;
    held = undefined;
    if (told >= mostInTurn) {
      leftOut += text.length;
      return;
    }
    told += text.length;
    event({ kind, text });
  };

  return {
    add(kind, text) {
      if (kind === 'message') {
        last = `${isLastOpen ? last : ''}${text}`.slice(-keptOfLast);
        isLastOpen = true;
      }
      if (held !== undefined && held.kind !== kind) tell();
      held = { kind, text: `${held?.text ?? ''}${text}` };
      if (held.text.length >= mostInEvent) tell();
      else due ??= setTimeout(tell, waitMs);
    },
    flush() {
      tell();
      isLastOpen = false;
      if (leftOut > 0)
        event({ kind: 'note', text: `${leftOut} more characters were said; only the log has them` });
      leftOut = 0;
    },
    lastMessage: () => last,
  };
}
