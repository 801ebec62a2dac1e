import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isFileLockHeld, takeFileLock } from '@musterhq/process';
import {
  type AdminConnection,
  connectAdmin,
  countOthers,
  HOLDER_NAME,
  isServingFolder,
} from './admin-connection.ts';
import { findUsableBinaries } from './binaries.ts';
import {
  DEFAULT_SYSTEM_STATE_DIR,
  findAbandonedHome,
  findPlace,
  makeNotes,
  makePlace,
  type Place,
  readPassword,
  takeOverMovedHome,
} from './home.ts';
import { initCluster, SUPERUSER } from './init-cluster.ts';
import type { PostgresOptions, PostgresServer } from './open-postgres.ts';
import { PostgresError } from './postgres-error.ts';
import { findRunningPostmaster, readPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts';

/** Covers another opener's initdb and start on a slow machine. */
const LOCK_WAIT_MS = 240_000;
const QUICK_ANSWER_MS = 3_000;
const PATIENCE_MS = 15_000;
/** Back ends of pools that were just closed are still listed for a moment. */
const LINGER_MS = 500;
const REVIVAL_PAUSES_MS = [0, 500, 2_000, 5_000, 10_000];

/** The connection that an opener keeps: others see by it that the server is in use, and it tells when the server dies. */
type Hold = { admin: AdminConnection; place: Place; pid: number; port: number; password: string };

type Opening = {
  notes: string;
  systemStateDir: string;
  patienceMs: number;
  log: (line: string) => void;
};

export async function openEmbedded(options: PostgresOptions): Promise<PostgresServer> {
  const opening: Opening = {
    notes: await makeNotes(options.stateDir),
    systemStateDir: options.systemStateDir ?? DEFAULT_SYSTEM_STATE_DIR,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    log: options.log ?? (() => undefined),
  };
  const closing = new AbortController();
  let revival: Promise<void> | undefined;
  let hold = await openWatched();

  async function openWatched(): Promise<Hold> {
    const opened = await openHold(opening);
    opened.admin.whenLost((error) => {
      revival = revive(error);
    });
    return opened;
  }

  async function revive(loss: Error | undefined): Promise<void> {
    opening.log(`the connection to Postgres was lost${loss === undefined ? '' : `: ${loss.message}`}`);
    for (const pauseMs of REVIVAL_PAUSES_MS) {
      // Cut short by `close`.
      await delay(pauseMs, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
      // A removed state folder means that its owner has no more use for the server.
      if (closing.signal.aborted || !existsSync(opening.notes)) return;
      try {
        hold = await openWatched();
        return;
      } catch (error) {
        opening.log(`Postgres could not be opened again: ${(error as Error).message}`);
      }
    }
  }

  return {
    mode: 'embedded',
    get pid() {
      return hold.pid;
    },
    get port() {
      return hold.port;
    },
    get dataDir() {
      return hold.place.dataDir;
    },
    get adminUrl() {
      return urlOf(hold.port, hold.password, 'postgres');
    },
    url: (database) => urlOf(hold.port, hold.password, database),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await revival;
      await (options.isLeftRunning ? hold.admin.end() : leave(hold, opening));
    },
  };
}

/** Stops the state folder's server whoever uses it; true when one ran. Openers that still live start it again. */
export async function stopPostgres(options: Pick<PostgresOptions, 'stateDir'>): Promise<boolean> {
  if (!existsSync(join(options.stateDir, 'postgres'))) return false;
  const notes = await makeNotes(options.stateDir);
  const lock = await takeFileLock(join(notes, 'lock'), { timeoutMs: LOCK_WAIT_MS });
  try {
    await takeOverMovedHome(notes);
    const place = await findPlace(notes);
    const server = place === undefined ? undefined : await findRunningPostmaster(place.dataDir);
    if (server !== undefined) await stopPostmaster(server);
    return server !== undefined;
  } finally {
    await lock.release();
  }
}

async function openHold(opening: Opening): Promise<Hold> {
  const running = await joinRunning(opening, Math.min(QUICK_ANSWER_MS, opening.patienceMs), {
    isLockOurs: false,
  });
  if (typeof running === 'object') return running;
  const lock = await takeFileLock(join(opening.notes, 'lock'), { timeoutMs: LOCK_WAIT_MS });
  try {
    return (await takeOver(opening)) ?? (await startServer(opening));
  } finally {
    await lock.release();
  }
}

/**
 * The common case, one connection: the server runs. The order makes it safe against a last one who is leaving: we are
 * connected (so we are counted) before we look at the lock, and ask the server something after it. Whoever leaves
 * either holds the lock when we look, or counts us, or has stopped the server before our question.
 */
async function joinRunning(
  opening: Opening,
  timeoutMs: number,
  { isLockOurs }: { isLockOurs: boolean },
): Promise<Hold | 'no_answer' | 'other_folder'> {
  const place = await findPlace(opening.notes);
  const password = await readPassword(opening.notes);
  const postmaster = place === undefined ? undefined : await readPostmaster(place.dataDir);
  if (place === undefined || password === undefined || postmaster?.status !== 'ready') return 'no_answer';
  const { pid, port } = postmaster;
  let admin: AdminConnection | undefined;
  let answer: 'no_answer' | 'other_folder' = 'no_answer';
  try {
    admin = await connectAdmin(urlOf(port, password, 'postgres'), {
      applicationName: HOLDER_NAME,
      timeoutMs,
    });
    if (isLockOurs || !(await isFileLockHeld(join(opening.notes, 'lock')))) {
      if (await isServingFolder(admin, place.dataDir)) return { admin, place, pid, port, password };
      answer = 'other_folder';
    }
  } catch (error) {
    opening.log(`the Postgres noted at port ${port} does not answer: ${(error as Error).message}`);
  }
  await admin?.end().catch(() => undefined);
  return answer;
}

/** A server that runs although nobody could join it: still starting, hanging, or moved with its folder. */
async function takeOver(opening: Opening): Promise<Hold | undefined> {
  const abandoned = await findAbandonedHome(opening.notes, opening.systemStateDir);
  if (abandoned !== undefined) await stopAbandoned(abandoned, opening);
  await takeOverMovedHome(opening.notes);
  const place = await findPlace(opening.notes);
  if (place === undefined) return undefined;
  let server = await findRunningPostmaster(place.dataDir);
  for (
    const ends = performance.now() + opening.patienceMs;
    server !== undefined;
    server = await findRunningPostmaster(place.dataDir)
  ) {
    const hold = await joinRunning(opening, opening.patienceMs, { isLockOurs: true });
    if (typeof hold === 'object') return hold;
    // It runs here and was told another folder: the state folder was moved meanwhile.
    if (hold === 'other_folder') break;
    // A server that replays its log is not hanging, however long that takes.
    if (server.status !== 'starting' && performance.now() > ends) break;
    await delay(50);
  }
  if (server !== undefined) {
    opening.log(`stopping the Postgres ${server.pid}, which holds ${place.dataDir} but cannot be joined`);
    await stopPostmaster(server, Math.min(QUICK_ANSWER_MS, opening.patienceMs));
  }
  return undefined;
}

async function stopAbandoned(home: string, { log }: Opening): Promise<void> {
  log(
    `an earlier state folder at this place left its data in ${home}: remove that if the folder is gone for good`,
  );
  const dataDir = join(home, 'data');
  const server = existsSync(dataDir) ? await findRunningPostmaster(dataDir) : undefined;
  if (server !== undefined) await stopPostmaster(server);
}

async function startServer(opening: Opening): Promise<Hold> {
  const place = await makePlace(opening.notes, opening.systemStateDir);
  const copyFolder = place.account === undefined ? opening.notes : opening.systemStateDir;
  const binaries = await findUsableBinaries(copyFolder, place.account);
  await initCluster(place, binaries, opening.log);
  await startPostmaster(place, binaries, opening.log);
  const hold = await joinRunning(opening, opening.patienceMs, { isLockOurs: true });
  if (typeof hold === 'object') return hold;
  const server = await findRunningPostmaster(place.dataDir);
  if (server !== undefined) await stopPostmaster(server);
  throw new PostgresError(
    'wrong_password',
    `the Postgres of ${place.dataDir} started but does not let us in: the password in ${opening.notes} is not its own. ` +
      'Restore that file, or remove the state folder to begin anew',
    { dataDir: place.dataDir, notes: opening.notes },
  );
}

/** Ends the hold and, when nobody else is connected, the server. */
async function leave(hold: Hold, opening: Opening): Promise<void> {
  if (!existsSync(opening.notes)) return hold.admin.end();
  const lock = await takeFileLock(join(opening.notes, 'lock'), { timeoutMs: LOCK_WAIT_MS });
  try {
    // A server that died, or hangs, has nobody else either.
    const last = hold.admin.isOpen()
      ? hold
      : await joinRunning(opening, opening.patienceMs, { isLockOurs: true });
    const isLast = typeof last !== 'object' || (await isLastOne(last.admin));
    if (typeof last === 'object') await last.admin.end();
    const server = isLast ? await findRunningPostmaster(hold.place.dataDir) : undefined;
    if (server !== undefined) await stopPostmaster(server);
  } finally {
    await lock.release();
  }
}

async function isLastOne(admin: AdminConnection): Promise<boolean> {
  for (const ends = performance.now() + LINGER_MS; ; await delay(20)) {
    const others = await countOthers(admin);
    if (others.holders > 0) return false;
    if (others.clients === 0) return true;
    if (performance.now() > ends) return false;
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
