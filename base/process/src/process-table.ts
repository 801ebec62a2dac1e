import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that stays the same process: pids are used again, a pid with its start time is not. */
export type ProcessIdentity = { pid: number; startedAt: string };

export type ProcessRow = ProcessIdentity & { parent: number; group: number; session?: number };

const isLinux = process.platform === 'linux';

/**
 * When the process began, as an opaque text, or undefined when it has ended (a zombie has ended).
 * On Linux: clock ticks since boot and the boot's id, so that a state file outlives a reboot; elsewhere `ps -o lstart=`.
 */
export function readProcessStart(pid: number): string | undefined {
  return isLinux ? readLinuxProcess(pid, readBootId())?.startedAt : readPs(['-p', String(pid)])[0]?.startedAt;
}

/** True while exactly this process runs; false for a later one that got the same pid. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  return readProcessStart(identity.pid) === identity.startedAt;
}

/** This process, as others can recognise it. */
export function readOwnIdentity(): ProcessIdentity {
  const startedAt = readProcessStart(process.pid);
  if (startedAt === undefined) throw new Error(`no start time can be read for the own pid ${process.pid}`);
  return { pid: process.pid, startedAt };
}

/** The command line, words joined by spaces, or undefined when the process is gone or hidden. */
export function readProcessCommand(pid: number): string | undefined {
  if (isLinux) {
    return readProcFile(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trimEnd() || undefined;
  }
  return runPs(['-p', String(pid), '-o', 'command=']).trim() || undefined;
}

/** Every process that has not ended. */
export function readProcessTable(): ProcessRow[] {
  if (!isLinux) return readPs(['-A']);
  const bootId = readBootId();
  return readProcessIds().flatMap((pid) => readLinuxProcess(pid, bootId) ?? []);
}

/** Pids whose environment at start held the variable; empty where the system does not show environments. */
export function findProcessesByVariable(name: string, value: string): number[] {
  if (!isLinux) return [];
  const wanted = `\0${name}=${value}\0`;
  return readProcessIds().filter((pid) => {
    const environment = readProcFile(`/proc/${pid}/environ`);
    return environment !== undefined && `\0${environment}\0`.includes(wanted);
  });
}

/** Pids of the processes that work in the directory (a real path) or below; empty where the system does not show it. */
export function findProcessesIn(directory: string): number[] {
  if (!isLinux) return [];
  return readProcessIds().filter((pid) => `${readWorkingDirectory(pid)}/`.startsWith(`${directory}/`));
}

/** Undefined for a process that has ended or is another account's, and where the system does not show it. */
export function readWorkingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function readProcessIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readLinuxProcess(pid: number, bootId: string): ProcessRow | undefined {
  const line = readProcFile(`/proc/${pid}/stat`);
  if (line === undefined) return undefined;
  // The name in brackets may hold blanks and brackets; the numbers begin after the last one.
  const [state, parent, group, session, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = rest[15];
  if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt: `${ticks}@${bootId}`,
  };
}

function readBootId(): string {
  return readProcFile('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
}

/** Undefined when the process ended meanwhile (ENOENT, ESRCH) or belongs to somebody else (EACCES, EPERM). */
function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** One option for each: POSIX takes what follows the first `=` of an option as the title of its column. */
const columns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'lstart='].flatMap((column) => ['-o', column]);

function readPs(selection: string[]): ProcessRow[] {
  return runPs([...selection, ...columns])
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
      if (match === null || match[4]?.startsWith('Z')) return [];
      return {
        pid: Number(match[1]),
        parent: Number(match[2]),
        group: Number(match[3]),
        startedAt: match[5] ?? '',
      };
    });
}

function runPs(args: string[]): string {
  // A fixed locale and zone: `lstart` is compared as text by other processes later.
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return spawnSync('ps', args, { encoding: 'utf8', env: environment }).stdout ?? '';
}
