import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byHandEntry, parseRunbook, runbookEntry } from '@musterhq/agents';
import { type Run, readSeats } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import { chooseDriver } from '../driving/choose-driver.ts';
import { drivingOf } from '../driving/driving-of.ts';
import { runOptionsSchema, type Surroundings } from '../open-run.ts';

/**
 * Refuses what is given by hand to a runbook that has no steps for it, rather than let it end blocked in the run. A session
 * that a person holds needs no steps.
 */
export async function requireSteps(
  { store, repo, configuration }: Surroundings,
  run: Run,
  session: number,
): Promise<void> {
  const options = runOptionsSchema.parse(run.options);
  const anyId = `${byHandEntry}-`;
  const work = { id: anyId, label: anyId, session };
  if (chooseDriver(drivingOf({ configuration }, options), work, []).driver !== 'runbook') return;
  const seats = await readSeats(store.database);
  if (seats.some((seat) => seat.session === session && seat.holder === 'person')) return;
  const file = options.runbook ?? join(repo.dir, configuration.runbook);
  const { runbook } = parseRunbook(await readIfThere(file), file);
  if (runbook !== undefined && runbookEntry(runbook, { id: anyId, label: anyId }) !== undefined) return;
  throw refusalOfAsk(
    `The runbook ${file} has no steps for a task given by hand. Add an entry '${byHandEntry}' under 'tasks:' (its steps find the task's words in the file $MUSTER_BRIEF; a run that is under way reads it after 'muster stop' and 'muster resume'), or do the task yourself: 'muster take ${session}', give it again, work, 'muster give ${session} --done'.`,
  );
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
