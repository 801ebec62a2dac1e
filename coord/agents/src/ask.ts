import { type AskAnswer, answersFolder, askFileName, findAnswer, mostAsks, publishAsk } from './ask-files.ts';
import { watchFolder } from './folder-changes.ts';

/** `waiting`: nobody has answered in time. The ask stays where it is, and is answered when a coordinator comes by. */
export type AskResult = AskAnswer | { kind: 'waiting'; number: number };

/** A change in the folder wakes at once; this is for file systems that do not tell. */
const lookEveryMs = 1_000;

/**
 * Puts an ask into the folder of a turn and waits for its answer, `limitMs` at most. Aborting `signal` ends the waiting as the
 * limit does. An ask outlives its host and its coordinator: neither death loses it or has it answered twice.
 */
export async function ask(
  turnFolder: string,
  { tool, input, limitMs, signal }: { tool: string; input: unknown; limitMs: number; signal?: AbortSignal },
): Promise<AskResult> {
  const number = publishAsk(turnFolder, { tool, input, at: new Date() });
  if (number === undefined)
    return {
      kind: 'refused',
      message: `This turn has asked ${mostAsks} times, which is all that one turn may. End it, and say in your last message what is open.`,
    };
  const limit = AbortSignal.timeout(limitMs);
  const end = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const changes = watchFolder({
    folder: answersFolder(turnFolder),
    files: [askFileName(number)],
    lookEveryMs,
  });
  try {
    for (;;) {
      const answer = findAnswer(turnFolder, number);
      if (answer !== undefined) return answer;
      if (end.aborted) return { kind: 'waiting', number };
      await changes.next(end);
    }
  } finally {
    changes.close();
  }
}
