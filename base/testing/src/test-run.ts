import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SYSTEM_STATE_DIR, findStatesBelow, removePostgres, stopPostgres } from '@musterhq/postgres';
import {
  endProcessTree,
  findProcessesIn,
  isProcessAlive,
  type ProcessIdentity,
  readOwnIdentity,
  takeFileLock,
} from '@musterhq/process';

/**
 * Everything that one run of the tests puts on the machine lies in one folder, so that the next run can clear up after one
 * that was killed. Under /var/tmp: an account without rights reaches it there, and no cleaner takes it away meanwhile.
 */
export type TestRun = {
  folder: string;
  stateDir: string;
  systemStateDir: string;
  /** The run rewrites golden files (`vitest -u`). */
  isUpdating: boolean;
};

const PARENT = '/var/tmp';
const PREFIX = 'muster-tests-';
/** Between making its folder and signing it a run is not a dead one. */
const UNSIGNED_MS = 60_000;

export function makeTestRun({ isUpdating }: { isUpdating: boolean }): TestRun {
  const folder = mkdtempSync(join(PARENT, PREFIX));
  // The server's account passes through here on its way to the data; the state itself is private.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(readOwnIdentity()), { mode: 0o600 });
  const run = { folder, stateDir: join(folder, 'state'), systemStateDir: join(folder, 'system'), isUpdating };
  mkdirSync(run.stateDir, { mode: 0o700 });
  return run;
}

/** Stops the run's servers and whatever else still works in its folder, and removes that, with the data of servers that it began. */
export async function endTestRun({ folder, stateDir }: Pick<TestRun, 'folder' | 'stateDir'>): Promise<void> {
  if (existsSync(stateDir)) await stopPostgres({ stateDir });
  for (const pid of findProcessesIn(folder)) await endProcessTree(pid, { graceMs: 2_000 });
  for (const one of await findStatesBelow(folder, DEFAULT_SYSTEM_STATE_DIR))
    await removePostgres({ stateDir: one });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Ends what killed runs of this account left. */
export async function endDeadTestRuns(): Promise<void> {
  for (const name of readdirSync(PARENT).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(PARENT, name);
    if (!isAbandoned(folder)) continue;
    try {
      // Never released: it goes with the folder.
      await takeFileLock(join(folder, 'sweep'), { timeoutMs: 0 });
      await endTestRun({ folder, stateDir: join(folder, 'state') });
    } catch (error) {
      // Another run clears this one up, or just has.
      const { code } = error as { code?: string };
      if (code !== 'lock_timeout' && code !== 'ENOENT') throw error;
    }
  }
}

function isAbandoned(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined || stats.uid !== process.getuid?.()) return false;
  const owner = join(folder, 'owner.json');
  if (!existsSync(owner)) return Date.now() - stats.mtimeMs > UNSIGNED_MS;
  return !isProcessAlive(JSON.parse(readFileSync(owner, 'utf8')) as ProcessIdentity);
}
