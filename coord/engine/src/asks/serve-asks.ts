import { turnFolder, watchAsks } from '@musterhq/agents';
import type { Context } from '../context.ts';
import { type AskingTurn, answerAsks } from './answer-asks.ts';

/**
 * Answers the asks of a turn while it runs. `close` answers what is still open, for the turn may have ended with its last words
 * unanswered, and throws what went wrong meanwhile.
 */
export function serveAsks(
  context: Context,
  turn: AskingTurn,
  { onAnswered }: { onAnswered?: (tools: string[]) => Promise<void> } = {},
): { close(): Promise<void> } {
  const failure: { error?: unknown } = {};
  let answering: Promise<void> | undefined;
  let isAskedAgain = false;
  const answer = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      const tools = await answerAsks(context, turn);
      if (tools.length > 0) await onAnswered?.(tools);
    } while (isAskedAgain);
  };
  const look = (): void => {
    if (answering !== undefined) {
      isAskedAgain = true;
      return;
    }
    answering = answer()
      .catch((error: unknown) => {
        failure.error ??= error;
      })
      .finally(() => {
        answering = undefined;
      });
  };
  const watcher = watchAsks({
    turnFolder: turnFolder({ stateDir: context.stateDir, turn: turn.id }),
    onAsk: look,
  });
  look();
  return {
    async close() {
      watcher.close();
      await answering;
      if (failure.error !== undefined) throw failure.error;
      await answer();
    },
  };
}
