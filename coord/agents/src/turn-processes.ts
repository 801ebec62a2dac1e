import { appendFileSync, readFileSync } from 'node:fs';
import { endProcessTree, type ProcessIdentity } from '@musterhq/process';
import { findClaim, type TurnPaths } from './turn-folder.ts';

const graceMs = 2_000;

/** Written before the process prints anything, so that it can be ended even if the host is killed at once. */
export function recordTurnProcess(paths: TurnPaths, identity: ProcessIdentity): void {
  appendFileSync(paths.processes, `${JSON.stringify(identity)}\n`, { mode: 0o600 });
}

/**
 * Ends whatever a turn left running, detached processes included, and answers the pids that would not end. The turn's
 * folder is the marker in the environment of everything it started; where the system shows no environments, the recorded
 * processes and what hangs on them are all that is found.
 */
export async function endTurnProcesses(paths: TurnPaths): Promise<number[]> {
  const claim = findClaim(paths);
  // The host is a root too: killed between a start and its record, it leaves a process that only the marker finds.
  const roots = [...findRecorded(paths), ...(claim === undefined ? [] : [claim])];
  const trees = roots.map(({ pid, startedAt }) =>
    endProcessTree(pid, { graceMs, marker: paths.folder, startedAt }),
  );
  return [...new Set((await Promise.all(trees)).flat())];
}

function findRecorded(paths: TurnPaths): ProcessIdentity[] {
  let text: string;
  try {
    text = readFileSync(paths.processes, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  // What follows the last newline is half a line of a killed host.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
