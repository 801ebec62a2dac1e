import { type Reader, readAttempts, readEvents } from '@musterhq/store';
import { type GrantLog, type GrantRequest, grantEventKinds, grantLogOf } from './grant-requests.ts';

export async function readGrantLog(reader: Reader, run: string): Promise<GrantLog> {
  return grantLogOf(await readEvents(reader, run, { kinds: grantEventKinds }));
}

/** The requests of a run that wait for an owner or a person; a task that has landed wants nothing any more. */
export async function readGrantRequests(reader: Reader, run: string): Promise<GrantRequest[]> {
  const { open } = await readGrantLog(reader, run);
  if (open.length === 0) return [];
  const last = new Map((await readAttempts(reader, run)).map(({ task, state }) => [task, state]));
  return open.filter(({ task }) => task === null || last.get(task) !== 'integrated');
}
