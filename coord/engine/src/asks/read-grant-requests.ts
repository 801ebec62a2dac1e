import {
  type Event,
  type Grant,
  type Reader,
  readAttempts,
  readEvents,
  readLiveGrants,
} from '@musterhq/store';
import { type GrantRequest, grantRequestsOf, openRequestsOf } from './grant-requests.ts';

/** All that the log says of requests, with the grants since the first of them: those that are over answered theirs, too. */
export async function readGrantLog(
  reader: Reader,
  run: string,
  now: Date,
): Promise<
  ReturnType<typeof grantRequestsOf> & {
    open: GrantRequest[];
    grants: Grant[];
    keyOf(request: GrantRequest): string;
  }
> {
  const events: Event[] = await readEvents(reader, run, { kinds: ['grant_asked', 'grant_refused'] });
  const log = grantRequestsOf(events);
  const grants = await readLiveGrants(reader, log.asked[0]?.at ?? now);
  const keys = new Map(events.map(({ id, key }) => [id, key]));
  return { ...log, open: openRequestsOf(log, grants), grants, keyOf: ({ id }) => keys.get(id)! };
}

/** The requests of a run that wait for an owner or a person; a task that is over wants nothing any more. */
export async function readGrantRequests(reader: Reader, run: string, now: Date): Promise<GrantRequest[]> {
  const { open } = await readGrantLog(reader, run, now);
  if (open.length === 0) return [];
  const last = new Map((await readAttempts(reader, run)).map(({ task, state }) => [task, state]));
  return open.filter(({ task }) => task === null || last.get(task) !== 'integrated');
}
