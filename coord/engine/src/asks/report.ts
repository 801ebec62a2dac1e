import type { ToolInput, ToolResult } from '@musterhq/desk';
import type { Asker, AskRoom } from './ask-room.ts';
import { once } from './once.ts';
import { sessionName } from './session-name.ts';
import { settleComment, tellComments } from './tell-comments.ts';

/** The standard report: where the task stands, what is done, what comes next, in one line. */
export async function reportProgress(
  room: AskRoom,
  asker: Asker,
  { state, done, next, paths = [], comment }: ToolInput<'report_progress'>,
): Promise<ToolResult<'report_progress'>> {
  const parts = [
    `${{ on_track: '', at_risk: 'At risk. ', done: 'Done. ' }[state]}${done}`,
    ...(next === undefined ? [] : [`Next: ${next}`]),
    ...(paths.length === 0 ? [] : [`(${paths.join(', ')})`]),
    ...(comment === undefined ? [] : [`It settles comment ${comment}.`]),
  ];
  const data = { state, ...(paths.length === 0 ? {} : { paths }) };
  return once<'report_progress'>(room, asker, async (transaction, append) => {
    if (comment !== undefined) await settleComment(room, asker, { comment, text: done }, transaction, append);
    const comments = await tellComments(room, asker, transaction, append);
    return {
      event: reportEvent(asker, 'progress', parts.join(' '), data),
      result: { stored: asker.key, ...(comments === undefined ? {} : { comments }) },
    };
  });
}

export async function raiseBlocker(
  room: AskRoom,
  asker: Asker,
  { what, needs }: ToolInput<'raise_blocker'>,
): Promise<ToolResult<'raise_blocker'>> {
  return once<'raise_blocker'>(room, asker, async () => ({
    event: reportEvent(asker, 'blocker', `${what} Needs: ${needs}`, { needs }),
    result: {
      stored: asker.key,
      next: 'It is in the next round and in the briefs. Do what you can without it, then end your turn.',
    },
  }));
}

export async function askMaster(
  room: AskRoom,
  asker: Asker,
  { question }: ToolInput<'ask_master'>,
): Promise<ToolResult<'ask_master'>> {
  return once<'ask_master'>(room, asker, async () => ({
    event: reportEvent(asker, 'question', question, { to: room.plan.master }),
    result: {
      stored: asker.key,
      next: `${sessionName(room.plan, room.plan.master)} or a person answers; the answer is in the brief of your next turn. Go on with what does not depend on it, then end your turn.`,
    },
  }));
}

const reportEvent = ({ session }: Asker, kind: string, text: string, data: Record<string, unknown>) => ({
  kind: 'report_made' as const,
  data: { from: `Session ${session}`, kind, text, ...data },
});
