import type { ToolName, ToolResult } from '@musterhq/desk';
import { type Append, findEvent, type NewEvent, type Transaction } from '@musterhq/store';
import type { Asker, AskRoom } from './ask-room.ts';

/** What an ask leaves in the log, and what the one who asked is told. */
export type Deed<Name extends ToolName> = {
  event: Pick<NewEvent, 'kind' | 'data'>;
  result: ToolResult<Name>;
};

/**
 * Does what an ask wants and writes it down in one transaction, with the answer beside it: asked again after a crash, the ask finds
 * its event and is told the same.
 */
export async function once<Name extends ToolName>(
  { write, run }: AskRoom,
  { session, task, key }: Asker,
  make: (transaction: Transaction, append: Append) => Promise<Deed<Name>>,
): Promise<ToolResult<Name>> {
  return write(async (transaction, append) => {
    const done = await findEvent(transaction, run, key);
    if (done !== undefined) return done.data.answer as ToolResult<Name>;
    const { event, result } = await make(transaction, append);
    await append({
      key,
      session,
      ...(task === undefined ? {} : { task }),
      kind: event.kind,
      data: { ...event.data, answer: result },
    });
    return result;
  });
}
