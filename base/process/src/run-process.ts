import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { execa } from 'execa';
import { endProcessTree, MARKER_VARIABLE } from './end-process-tree.ts';
import { makeOutputTail, type OutputTail } from './output-tail.ts';
import { ProcessError } from './process-error.ts';
import { type ProcessIdentity, readProcessStart } from './process-table.ts';

export type ProcessOptions = {
  command: string;
  args: string[];
  cwd: string;
  /** The complete environment: nothing is inherited. One variable, the tree's marker, is added. */
  env: Record<string, string>;
  timeoutMs?: number;
  input?: string | Uint8Array;
  signal?: AbortSignal;
  onOutput?: (chunk: string, stream: 'stdout' | 'stderr') => void;
  /** Called once with the child's identity, before any output: what a caller must store to end the tree after its own crash. */
  onStart?: (identity: ProcessIdentity) => void;
  /** How much of the end of each stream the result keeps (default 256 KiB). Streams never block. */
  keepBytes?: number;
  /** Time between SIGTERM and SIGKILL on time-out or cancel (default 2 s). */
  graceMs?: number;
  /** What becomes of processes the command leaves behind when it exits by itself (default: they are kept). */
  leftovers?: 'keep' | 'end';
  /** Value of the tree's marker; chosen at random when absent. */
  marker?: string;
  uid?: number;
  gid?: number;
};

/** What happened, the same shape for success and failure. Neither exit code nor signal: it was never started. */
export type ProcessResult = {
  command: string;
  args: string[];
  exitCode?: number;
  signal?: string;
  isTimedOut: boolean;
  isCanceled: boolean;
  /** No such command on the PATH of `env` (or its interpreter is missing). */
  isNotFound: boolean;
  /** Why it was not started, e.g. `ENOENT`, `EACCES`, `E2BIG`. */
  startError?: string;
  /** The end of the stream, at most `keepBytes`. */
  stdout: string;
  stderr: string;
  /** How much the stream really carried. */
  stdoutBytes: number;
  stderrBytes: number;
  durationMs: number;
};

const DEFAULT_KEEP_BYTES = 256 * 1024;
const DEFAULT_GRACE_MS = 2_000;
/** After the command's exit a background child may hold its streams open; this long without a byte ends the reading. */
const IDLE_DRAIN_MS = 100;
const LONGEST_DRAIN_MS = 2_000;

/**
 * Runs a command to its end and answers with facts; a failing, missing, timed-out or canceled command is an answer, not
 * an exception. On time-out and cancel the whole tree ends before the answer. Throws `ProcessError` only for a `cwd` that
 * is not a directory, which the system would report as a missing command.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { command, args, cwd, signal } = options;
  const started = performance.now();
  const stdout = makeOutputTail(options.keepBytes ?? DEFAULT_KEEP_BYTES);
  const stderr = makeOutputTail(options.keepBytes ?? DEFAULT_KEEP_BYTES);
  const stop: { reason?: 'timeout' | 'cancel' } = {};

  const answer = (end: Pick<ProcessResult, 'exitCode' | 'signal' | 'startError'>): ProcessResult => ({
    command,
    args,
    ...end,
    isTimedOut: stop.reason === 'timeout',
    isCanceled: stop.reason === 'cancel',
    isNotFound: end.startError === 'ENOENT',
    stdout: stdout.text(),
    stderr: stderr.text(),
    stdoutBytes: stdout.bytes,
    stderrBytes: stderr.bytes,
    durationMs: performance.now() - started,
  });

  requireDirectory(cwd);
  if (signal?.aborted) {
    stop.reason = 'cancel';
    return answer({});
  }

  const marker = options.marker ?? randomUUID();
  const child = execa(command, args, {
    cwd,
    env: { ...options.env, [MARKER_VARIABLE]: marker },
    extendEnv: false,
    // Its own group and session: signals meant for us do not reach it, and the whole group can be ended.
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const { pid } = child;
  if (pid === undefined) {
    const failure = await child;
    return answer({ startError: failure.code ?? 'unknown' });
  }
  // Not read for every command: outside Linux it costs a process of its own.
  const startedAt =
    options.onStart !== undefined || options.leftovers === 'end'
      ? (readProcessStart(pid) ?? 'ended')
      : undefined;
  if (startedAt !== undefined) options.onStart?.({ pid, startedAt });
  readInto(child.stdout, stdout, (chunk) => options.onOutput?.(chunk, 'stdout'));
  readInto(child.stderr, stderr, (chunk) => options.onOutput?.(chunk, 'stderr'));

  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let ending: Promise<unknown> | undefined;
  const endTree = () =>
    endProcessTree(pid, {
      graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
      marker,
      ...(startedAt === undefined ? {} : { startedAt }),
    });
  const end = (reason: 'timeout' | 'cancel') => {
    if (ending !== undefined) return;
    stop.reason = reason;
    ending = endTree();
  };
  const cancel = () => end('cancel');
  signal?.addEventListener('abort', cancel, { once: true });
  const timer =
    options.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), options.timeoutMs);

  await exited;
  clearTimeout(timer);
  signal?.removeEventListener('abort', cancel);
  if (ending === undefined && options.leftovers === 'end') ending = endTree();
  await ending;
  await Promise.race([child, drain(stdout, stderr)]);
  child.stdout.destroy();
  child.stderr.destroy();
  return answer({
    ...(child.exitCode === null ? {} : { exitCode: child.exitCode }),
    ...(child.signalCode === null ? {} : { signal: child.signalCode }),
  });
}

export function requireDirectory(cwd: string): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ProcessError('bad_directory', `expected a directory to run in, but there is none at ${cwd}`, {
    cwd,
  });
}

function readInto(stream: Readable, tail: OutputTail, tell: (chunk: string) => void): void {
  const decoder = new StringDecoder('utf8');
  stream.on('data', (chunk: Buffer) => {
    tail.add(chunk);
    const text = decoder.write(chunk);
    if (text !== '') tell(text);
  });
  stream.on('end', () => {
    const rest = decoder.end();
    if (rest !== '') tell(rest);
  });
}

/** Returns once nothing has come for a while. A turn of the event loop is granted first: a late timer must not cut off bytes that wait. */
async function drain(stdout: OutputTail, stderr: OutputTail): Promise<void> {
  const ends = performance.now() + LONGEST_DRAIN_MS;
  for (let before = -1; before !== stdout.bytes + stderr.bytes && performance.now() < ends; ) {
    before = stdout.bytes + stderr.bytes;
    await delay(IDLE_DRAIN_MS);
    await nextTurn();
  }
}
