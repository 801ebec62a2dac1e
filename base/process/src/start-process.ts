import { PassThrough, type Readable, type Writable } from 'node:stream';
import { makeOutputTail } from './output-tail.ts';
import { drain, type ProcessOptions, type ProcessResult, readInto, requireDirectory } from './run-process.ts';
import { howItEnded, startChild } from './start-child.ts';

export type TalkOptions = Pick<
  ProcessOptions,
  'command' | 'args' | 'cwd' | 'env' | 'signal' | 'onStart' | 'keepBytes' | 'graceMs' | 'marker'
> & {
  /** What it prints beside the conversation. */
  onStderr?: (chunk: string) => void;
  /** How long after `signal` the tree is ended: time for its caller to say goodbye in its own language (default: at once). */
  partingMs?: number;
};

/** As a `ProcessResult`, without what only the caller has read. */
export type TalkResult = Omit<ProcessResult, 'stdout' | 'stdoutBytes'>;

/** A process in conversation with its caller. */
export type TalkingProcess = {
  /** Takes nothing any more once the process has ended; writing then is no error, `ended` tells. */
  stdin: Writable;
  /** Only the caller reads it: what is not read makes the process wait. */
  stdout: Readable;
  /** The facts, as `runProcess` has them. The whole tree is gone then; what it printed before may still wait in `stdout`. */
  ended: Promise<TalkResult>;
  /** Ends the whole tree; `isCanceled` is then true. */
  end(): void;
};

/**
 * Starts a program to talk with over its standard streams. Everything it leaves behind ends with it. Throws `ProcessError`
 * only for a `cwd` that is not a directory.
 */
export function startProcess(options: TalkOptions): TalkingProcess {
  const { command, args, signal, partingMs = 0 } = options;
  requireDirectory(options.cwd);
  const startedAtMs = performance.now();
  const stderr = makeOutputTail(options.keepBytes ?? 256 * 1024);
  let ending: Promise<unknown> | undefined;
  let isCanceled = signal?.aborted ?? false;
  const answer = (end: Pick<ProcessResult, 'exitCode' | 'signal' | 'startError'>): TalkResult => ({
    command,
    args,
    ...end,
    isTimedOut: false,
    isCanceled,
    isNotFound: end.startError === 'ENOENT',
    stderr: stderr.text(),
    stderrBytes: stderr.bytes,
    durationMs: performance.now() - startedAtMs,
  });
  if (isCanceled) return neverStarted(answer({}));

  const started = startChild(options, { needsIdentity: true, isTalkedTo: true });
  if (started.kind === 'refused')
    return neverStarted(started.startError.then((startError) => answer({ startError })));
  const { child, endTree } = started;
  child.stdin.on('error', () => {
    // Whoever writes learns from `ended` that nobody listens; without a listener an EPIPE would end this process.
  });
  // Node throws away what nobody has read from a child when it exits; this holds it.
  const stdout = child.stdout.pipe(new PassThrough());
  readInto(child.stderr, stderr, (chunk) => options.onStderr?.(chunk));

  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = () => {
    if (ending !== undefined) return;
    isCanceled = true;
    ending = endTree();
  };
  let parting: NodeJS.Timeout | undefined;
  const part = () => {
    if (partingMs === 0) end();
    else parting = setTimeout(end, partingMs);
  };
  signal?.addEventListener('abort', part, { once: true });

  const finish = async (): Promise<TalkResult> => {
    await exited;
    clearTimeout(parting);
    signal?.removeEventListener('abort', part);
    ending ??= endTree();
    await ending;
    await Promise.race([child, drain(stderr)]);
    child.stderr.destroy();
    return answer(howItEnded(child));
  };
  return { stdin: child.stdin, stdout, ended: finish(), end };
}

/** Nothing to read, nobody to write to, and the reason in `ended`. */
function neverStarted(result: TalkResult | Promise<TalkResult>): TalkingProcess {
  const stdin = new PassThrough();
  stdin.resume();
  const stdout = new PassThrough();
  stdout.end();
  return { stdin, stdout, ended: Promise.resolve(result), end: () => undefined };
}
