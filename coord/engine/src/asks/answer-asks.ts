import { answerAsk, readOpenAsks, turnFolder } from '@musterhq/agents';
import type { Context } from '../context.ts';
import { seatOf } from '../seat.ts';
import { answerTool } from './answer-tool.ts';
import { roomOf } from './ask-room.ts';

/** A turn whose asks are answered: whose it is stands in the store, not in its folder. */
export type AskingTurn = { id: string; session: number; task: string };

/**
 * Answers what a turn has asked and nobody has answered yet, one after the other, and tells which tools that were. Killed
 * anywhere, it is carried on by the next call: what is in the log already is not done again, and gets the same answer.
 * `onGranted` is through before the one who asked hears of a grant: it writes at once.
 */
export async function answerAsks(
  context: Context,
  turn: AskingTurn,
  { onGranted }: { onGranted?: () => Promise<void> } = {},
): Promise<string[]> {
  const folder = turnFolder({ stateDir: context.stateDir, turn: turn.id });
  const { worktree } = seatOf(context.live.plan, context.stateDir, turn.session);
  const answered: string[] = [];
  for (const open of readOpenAsks(folder)) {
    if (open.kind === 'unreadable') {
      answerAsk(folder, open.number, { kind: 'refused', message: `This ask cannot be read: ${open.reason}` });
      continue;
    }
    const key = `turn:${turn.id}:ask:${open.number}`;
    const asker = { session: turn.session, task: turn.task, turn: turn.id, worktree, key };
    const answer = await answerTool(roomOf(context), asker, open.tool, open.input);
    if (answer.kind === 'answered' && answer.result.state === 'granted') await onGranted?.();
    answerAsk(folder, open.number, answer);
    answered.push(open.tool);
  }
  return answered;
}
