import { announceWith, findEvent, type Run } from '@musterhq/store';
import { readGrantLog } from '../asks/read-grant-requests.ts';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';

/** A person's no to a session's wish to write a path; the session hears it when it asks again. Refused where the wish is decided. */
export async function refuseGrant(
  around: Surroundings,
  { request: number, why, by }: { request: number; why: string; by: string },
): Promise<{ run: Run; event: number; session: number; path: string }> {
  const run = await requireRun(around);
  return announceWith(around.store, run.id, async (transaction, append) => {
    const { asked, open } = await readGrantLog(transaction, run.id);
    const request = asked.find(({ id }) => id === number);
    if (request === undefined || !open.includes(request)) {
      const waiting = open.length === 0 ? 'None waits.' : `Waiting: ${open.map(({ id }) => id).join(', ')}.`;
      throw refusalOfAsk(
        `${request === undefined ? `There is no request ${number}.` : `Request ${number} is decided already.`} ${waiting}`,
      );
    }
    const { session, task, path } = request;
    const key = `grant:refused:${number}`;
    const about = task === null ? {} : { task };
    const data = { request: number, path, to: session, why, by };
    await append({ key, kind: 'grant_refused', session, ...about, data });
    const event = await findEvent(transaction, run.id, key);
    return { run, event: event!.id, session, path };
  });
}
