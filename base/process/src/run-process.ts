import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { makeOutputTail, type OutputTail } from './output-tail.ts';
import { ProcessError } from './process-error.ts';
import type { ProcessIdentity } from './process-table.ts';
import { howItEnded, startChild } from './start-child.ts';

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
  const startedAtMs = performance.now();
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
    durationMs: performance.now() - startedAtMs,
  });

  requireDirectory(cwd);
  if (signal?.aborted) {
    stop.reason = 'cancel';
    return answer({});
  }

  const started = startChild(options, { needsIdentity: options.leftovers === 'end' });
  if (started.kind === 'refused') return answer({ startError: await started.startError });
  const { child, endTree } = started;
  readInto(child.stdout, stdout, (chunk) => options.onOutput?.(chunk, 'stdout'));
  readInto(child.stderr, stderr, (chunk) => options.onOutput?.(chunk, 'stderr'));

  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let ending: Promise<unknown> | undefined;
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
  return answer(howItEnded(child));
}

export function requireDirectory(cwd: string): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ProcessError('bad_directory', `expected a directory to run in, but there is none at ${cwd}`, {
    cwd,
  });
}

export function readInto(stream: Readable, tail: OutputTail, tell: (chunk: string) => void): void {
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
export async function drain(...tails: OutputTail[]): Promise<void> {
  const ends = performance.now() + LONGEST_DRAIN_MS;
  const bytes = () => tails.reduce((sum, tail) => sum + tail.bytes, 0);
  for (let before = -1; before !== bytes() && performance.now() < ends; ) {
    before = bytes();
    await delay(IDLE_DRAIN_MS);
    await nextTurn();
  }
}
