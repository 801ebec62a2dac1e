import type { ToolInput, ToolResult } from '@musterhq/desk';
import { giveGrant } from '@musterhq/store';
import type { Asker, AskRoom } from './ask-room.ts';
import { once } from './once.ts';
import { readGrantLog } from './read-grant-requests.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';

/** The owner's word on a request: no session decides about what it does not own, and none about its own wish. */
export async function decideGrant(
  room: AskRoom,
  asker: Asker,
  { request: number, decision, why, minutes }: ToolInput<'decide_grant'>,
): Promise<ToolResult<'decide_grant'>> {
  return once<'decide_grant'>(room, asker, async (transaction, append) => {
    const { asked, open } = await readGrantLog(transaction, room.run);
    const request = asked.find(({ id }) => id === number);
    if (request === undefined)
      throw refusalOfAsk(`There is no request #${number}; read_plan lists those for your paths.`);
    if (request.owner !== asker.session)
      throw refusalOfAsk(
        `Request #${number} is for ${request.path}, which is not your session's; leave it to its owner.`,
      );
    if (!open.includes(request)) throw refusalOfAsk(`Request #${number} is decided already.`);
    const { path, session } = request;
    const by = `Session ${asker.session}`;
    if (decision === 'refuse')
      return {
        event: { kind: 'grant_refused', data: { request: number, path, to: session, why, by } },
        result: { state: 'refused', stored: asker.key, path, session },
      };
    const grantedAt = new Date(room.now);
    const expiresAt = new Date(room.now + (minutes ?? request.minutes) * 60_000);
    const grant = {
      id: asker.key,
      path,
      session,
      reason: request.reason,
      grantedBy: by,
      grantedAt,
      expiresAt,
    };
    const task = request.task === null ? {} : { task: request.task };
    const data = { request: number, why };
    await giveGrant(transaction, append, { ...grant, ...task }, { key: `grant:request:${number}`, data });
    return {
      event: {
        kind: 'report_made',
        data: {
          from: by,
          kind: 'answer',
          text: `${path} may be written by Session ${session} until ${expiresAt.toISOString()}: ${why}`,
        },
      },
      result: { state: 'granted', stored: asker.key, path, session, until: expiresAt.toISOString() },
    };
  });
}
