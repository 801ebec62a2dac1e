import { join } from 'node:path';
import { takeFileLock } from '@musterhq/process';
import { stopPostgres } from './embedded-server.ts';
import { findPlace, makeNotes, removePlace } from './home.ts';

/** Stops the state folder's server and removes its data for good, wherever that lies. True when there was any. */
export async function removePostgres({ stateDir }: { stateDir: string }): Promise<boolean> {
  await stopPostgres({ stateDir });
  const notes = await makeNotes(stateDir);
  const lock = await takeFileLock(join(notes, 'lock'), { timeoutMs: 60_000 });
  try {
    const place = await findPlace(notes);
    if (place === undefined) return false;
    await removePlace(place);
    return true;
  } finally {
    await lock.release();
  }
}
