import type { ToolInput, ToolResult } from '@musterhq/desk';
import { isGranted, normalPath, type Plan } from '@musterhq/plan';
import { giveGrant, readLiveGrants, type Transaction } from '@musterhq/store';
import type { Work } from '../work.ts';
import type { Asker, AskRoom } from './ask-room.ts';
import { judgeGrantQuestion } from './grant-requests.ts';
import { readGrantLog } from './read-grant-requests.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';
import { sessionName } from './session-name.ts';

type Result = ToolResult<'request_grant'>;

/**
 * Decides a request by rule, or lets it wait for the owner or a person. Asked again for the same path it says what came of it;
 * only a new reason makes a new request of one that was refused.
 */
export async function requestGrant(
  room: AskRoom,
  asker: Asker,
  work: Work | undefined,
  input: ToolInput<'request_grant'>,
): Promise<Result> {
  const path = requirePath(room, input.path);
  const { session, task, key } = asker;
  return room.write(async (transaction, append) => {
    const known = await findKnown(room, transaction, session, path, input.reason);
    if (known !== undefined) return known;
    const question = judgeGrantQuestion(room, { session, work, path, minutes: input.minutes });
    if (question.kind === 'yours') return { state: 'yours', path, next: `Write it: ${question.phrase}.` };
    if (question.kind === 'by_rule') {
      const grantedAt = new Date(room.now);
      const expiresAt = new Date(room.now + question.minutes * 60_000);
      const grant = { id: key, path, session, reason: input.reason, grantedBy: 'rule', grantedAt, expiresAt };
      await giveGrant(
        transaction,
        append,
        { ...grant, ...(task === undefined ? {} : { task }) },
        { key, data: {} },
      );
      return granted(path, expiresAt, key);
    }
    const { owner } = question;
    const data = { path, owner, reason: input.reason, minutes: input.minutes };
    await append({ key, kind: 'grant_asked', session, ...(task === undefined ? {} : { task }), data });
    return waiting(room.plan, path, owner, key);
  });
}

/** What is known of the path already: a grant that stands, a request that waits, a refusal of the same reason. */
async function findKnown(
  { run, plan, now }: AskRoom,
  transaction: Transaction,
  session: number,
  path: string,
  reason: string,
): Promise<Result | undefined> {
  const grants = await readLiveGrants(transaction, new Date(now));
  const grant = grants.findLast((one) => one.session === session && isGranted(one.path, path));
  if (grant !== undefined) return granted(path, grant.expiresAt, grant.id);
  const { asked, open, refusalOf, keyOf } = await readGrantLog(transaction, run);
  const last = asked.findLast((request) => request.session === session && request.path === path);
  if (last === undefined) return undefined;
  const stored = keyOf(last);
  if (open.includes(last)) return waiting(plan, path, last.owner, stored);
  const answer = refusalOf(last);
  // What was granted is over, or there is a new reason: it may be asked for again.
  if (answer === undefined || last.reason !== reason) return undefined;
  return {
    state: 'refused',
    path,
    stored,
    next: `${answer.by} said no: ${answer.why}. Find another way, or say in your report what you need there.`,
  };
}

/** A path that a grant can be about: inside the repository, not the plan's document, not git's own. */
function requirePath({ documentPath }: AskRoom, given: string): string {
  const path = normalPath(given);
  if (path === undefined)
    throw refusalOfAsk(
      `'${given}' is no path inside the repository; name it as git does, such as src/api/users.ts.`,
    );
  if (path.split('/').some((part) => /^\.git[. ]*$/i.test(part)))
    throw refusalOfAsk(
      'No session writes in a folder of git: Muster commits your work when the turn is over.',
    );
  if (path === documentPath)
    throw refusalOfAsk(
      `${path} is the plan itself: Muster writes statuses into it, people write the rest. Ask the master.`,
    );
  return path;
}

const granted = (path: string, until: Date, stored: string): Result => ({
  state: 'granted',
  path,
  stored,
  until: until.toISOString(),
  next: `You may write ${path} until ${until.toISOString()}, and nothing beyond it.`,
});

const waiting = (plan: Plan, path: string, owner: number, stored: string): Result => ({
  state: 'waiting',
  path,
  stored,
  next: `${sessionName(plan, owner)} or a person decides. Go on with something else, and call this again later with the same path.`,
});
