import { existsSync, realpathSync } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  endProcessTree,
  findProcessesIn,
  isProcessAlive,
  type ProcessIdentity,
  readProcessCommand,
  readProcessStart,
  readWorkingDirectory,
  startDetached,
} from '@musterhq/process';
import { type Binaries, PROGRAM_ENVIRONMENT, programPath } from './binaries.ts';
import { type Place, readIfAny, writeWhole } from './home.ts';
import { PostgresError } from './postgres-error.ts';

/** What the server itself writes into `postmaster.pid`. */
export type Postmaster = { pid: number; port: number; status: string };

const POLL_MS = 10;
/** Replaying the log after a crash takes as long as there was work since the last checkpoint (at most 5 minutes of it). */
const START_WAIT_MS = 180_000;
/** Back ends of a killed server let go of its shared memory once they notice, within milliseconds. */
const ORPHAN_WAIT_MS = 15_000;
const LARGEST_LOG_BYTES = 5 * 1024 * 1024;
/** Below the range from which systems take ports for outgoing connections (Linux: 32768), above the registered crowd. */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '32MB',
  // What was committed survives kill -9 and a power cut.
  fsync: 'on',
  synchronous_commit: 'on',
  // One server, no stand-by: less log to write, and its files shrink again on small disks.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  min_wal_size: '32MB',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** The pid file, or undefined when there is none or it is not complete yet. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const lines = (await readIfAny(join(dataDir, 'postmaster.pid')))?.split('\n') ?? [];
  const [pid, port, status] = [Number(lines[0]), Number(lines[3]), lines[7]?.trim() ?? ''];
  return pid > 0 ? { pid, port, status } : undefined;
}

/** The running server of this data folder. Undefined when the pid is free, or has become another program's. */
export async function findRunningPostmaster(
  dataDir: string,
): Promise<(Postmaster & ProcessIdentity) | undefined> {
  const postmaster = await readPostmaster(dataDir);
  if (postmaster === undefined) return undefined;
  const startedAt = readProcessStart(postmaster.pid);
  if (startedAt === undefined || !isServing(postmaster.pid, dataDir)) return undefined;
  return { ...postmaster, startedAt };
}

/** A server works in its data folder. The command line tells the same where the system does not show the folder. */
function isServing(pid: number, dataDir: string): boolean {
  if (process.platform === 'linux') return readWorkingDirectory(pid) === realpathSync(dataDir);
  return readProcessCommand(pid)?.includes(`-D ${dataDir} `) ?? false;
}

/** Starts the server on its remembered port or, when that is taken, on another; answers the port. Needs the lock. */
export async function startPostmaster(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<number> {
  const logFile = join(place.notes, 'server.log');
  if ((await sizeOf(logFile)) > LARGEST_LOG_BYTES) await rename(logFile, `${logFile}.1`);
  let port = Number(await readIfAny(join(place.notes, 'port'))) || (await choosePort());
  for (const ends = performance.now() + ORPHAN_WAIT_MS; ; await delay(POLL_MS * 5)) {
    // Started by an opener that was killed before the server had written its pid file.
    const running = await findRunningPostmaster(place.dataDir);
    if (running !== undefined && (await becomesReady(running, place.dataDir))) return running.port;
    let said = 'processes of an earlier server still work in the folder';
    if (await clearPidFile(place.dataDir)) {
      const before = await sizeOf(logFile);
      const started = performance.now();
      const server = await startDetached({
        command: programPath(binaries, 'postgres'),
        args: ['-D', place.dataDir, '-p', String(port), ...settingArguments()],
        cwd: '/',
        env: PROGRAM_ENVIRONMENT,
        logFile,
        ...(place.account === undefined ? {} : { uid: place.account.uid, gid: place.account.gid }),
      });
      if (await becomesReady(server, place.dataDir)) {
        await writeWhole(join(place.notes, 'port'), String(port));
        log(
          `started Postgres in ${Math.round(performance.now() - started)} ms on port ${port}, pid ${server.pid}`,
        );
        return port;
      }
      said = (await readFile(logFile)).subarray(before).toString('utf8').trim();
    }
    const isPortTaken = said.includes('could not bind');
    if (performance.now() > ends || !(isPortTaken || isHeldByOrphans(said))) {
      throw new PostgresError(
        'start_failed',
        `Postgres did not start at ${place.dataDir}: ${said || 'no message'}`,
        {
          dataDir: place.dataDir,
          port,
          logFile,
        },
      );
    }
    if (isPortTaken) port = await choosePort();
  }
}

function settingArguments(): string[] {
  return Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function isHeldByOrphans(said: string): boolean {
  return /processes of an earlier server|pre-existing shared memory block|lock file "postmaster.pid"/.test(
    said,
  );
}

async function becomesReady(server: ProcessIdentity, dataDir: string): Promise<boolean> {
  const ends = performance.now() + START_WAIT_MS;
  while (isProcessAlive(server)) {
    const postmaster = await readPostmaster(dataDir);
    if (postmaster?.pid === server.pid && postmaster.status === 'ready') return true;
    if (performance.now() > ends) {
      await stopPostmaster(server);
      return false;
    }
    await delay(POLL_MS);
  }
  return false;
}

/**
 * A pid file whose number now belongs to another program, or that was cut off while it was written, makes the server refuse to
 * start, so it is removed; but only when no process works in the folder, since the server reads from that file whether
 * old back ends still use its shared memory. False when it has to be waited for. One whose process is gone stays: the
 * server handles that itself.
 */
async function clearPidFile(dataDir: string): Promise<boolean> {
  const path = join(dataDir, 'postmaster.pid');
  const postmaster = await readPostmaster(dataDir);
  const isForeign = postmaster !== undefined && readProcessStart(postmaster.pid) !== undefined;
  const isCutOff = postmaster === undefined && existsSync(path);
  if (!isForeign && !isCutOff) return true;
  if (findProcessesIn(realpathSync(dataDir)).length > 0) return false;
  await rm(path, { force: true });
  return true;
}

/** Ends the server: fast shutdown, then without a checkpoint, then the whole tree. */
export async function stopPostmaster(server: ProcessIdentity, fastWaitMs = 30_000): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', fastWaitMs],
    ['SIGQUIT', Math.min(3_000, fastWaitMs)],
  ] as const) {
    if (!isProcessAlive(server)) return;
    process.kill(server.pid, signal);
    const ends = performance.now() + waitMs;
    while (isProcessAlive(server) && performance.now() < ends) await delay(POLL_MS);
  }
  const left = await endProcessTree(server.pid, { graceMs: 0, startedAt: server.startedAt });
  if (left.length === 0) return;
  throw new PostgresError('stop_failed', `the Postgres server ${server.pid} could not be ended`, {
    pids: left,
  });
}

async function choosePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    if (await isPortFree(port)) return port;
  }
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

async function sizeOf(path: string): Promise<number> {
  return existsSync(path) ? (await stat(path)).size : 0;
}
