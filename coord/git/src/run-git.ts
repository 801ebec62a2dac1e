import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessResult, runProcess } from '@musterhq/process';
import { GitError } from './git-error.ts';
import { findHalfMadeEntry, settleHalfMadeEntry } from './half-made-entry.ts';
import type { Repository } from './repository.ts';
import { releaseStaleLock } from './stale-locks.ts';

export type GitCall = {
  args: string[];
  /** Folder of the work tree that the command is about; the repository's own by default. */
  cwd?: string;
  /** A read takes no optional lock; a write waits for the lock of another process and removes one that a killed git left. */
  kind: 'read' | 'write';
  input?: string | Uint8Array;
  env?: Record<string, string>;
  /** Exit codes that are answers; others are thrown. */
  accept?: number[] | 'any';
  timeoutMs?: number;
  /** Only moves of the user's own making (a commit) run the repository's hooks. */
  hooks?: 'run' | 'skip';
  /** Lets git look for the repository above `cwd`: right only for the first look. */
  isUnbounded?: boolean;
};

const DEFAULT_TIMEOUT_MS = 120_000;
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;
/** A lock this old whose holder is not found alive was left by a killed git; git itself holds one for milliseconds. */
const STALE_LOCK_MS = 1_000;
const LOCK_WAIT_MS = 15_000;
const LOCK_POLL_MS = 25;

/** No clean-up of objects while sessions work, and nothing of the user's settings that changes what a command does or prints. */
const FIXED_SETTINGS = [
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'advice.addEmbeddedRepo=false',
  'core.quotePath=false',
].flatMap((setting) => ['-c', setting]);

/** Runs one git command; the one place of this package where a process starts. */
export async function runGit(repo: Repository, call: GitCall): Promise<ProcessResult & { exitCode: number }> {
  const giveUpAt = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    const result = await startGit(repo, call);
    const obstacle = result.exitCode === 0 ? undefined : findObstacle(repo, call, result);
    if (obstacle === undefined) return requireAccepted(call, result);
    const answer = await obstacle.settle();
    if (answer === 'again') continue;
    if (performance.now() > giveUpAt) {
      throw new GitError('locked', `${obstacle.path} is still there after ${LOCK_WAIT_MS} ms: ${answer}`, {
        lock: obstacle.path,
        reason: answer,
        args: call.args,
      });
    }
    await delay(LOCK_POLL_MS);
  }
}

/** What another git left or is just writing: waited for, and taken out of the way where nobody writes it any more. */
function findObstacle(repo: Repository, call: GitCall, result: ProcessResult) {
  const lock = call.kind === 'write' ? findLock(result) : undefined;
  if (lock !== undefined) {
    const settle = async () => {
      const release = await releaseStaleLock(repo, lock, { olderThanMs: STALE_LOCK_MS });
      return release.kind === 'gone' || release.kind === 'removed' ? 'again' : release.reason;
    };
    return { path: lock, settle };
  }
  const named = findHalfMadeEntry(result.stderr);
  if (named === undefined) return undefined;
  const path = resolve(call.cwd ?? repo.dir, named);
  const settle = async () => ((await settleHalfMadeEntry(path)) ? 'again' : 'another git is making it');
  return { path, settle };
}

async function startGit(repo: Repository, call: GitCall): Promise<ProcessResult & { exitCode: number }> {
  const cwd = call.cwd ?? repo.dir;
  const result = await (repo.run ?? runProcess)({
    command: repo.git,
    args: [
      ...FIXED_SETTINGS,
      ...(call.hooks === 'run' ? [] : ['-c', 'core.hooksPath=/dev/null']),
      ...call.args,
    ],
    cwd,
    env: {
      ...repo.env,
      ...(call.kind === 'read' ? { GIT_OPTIONAL_LOCKS: '0' } : {}),
      // A worktree whose `.git` was lost must be an error, never a silent step up into the repository around it.
      ...(call.isUnbounded ? {} : { GIT_CEILING_DIRECTORIES: dirname(cwd) }),
      ...call.env,
    },
    timeoutMs: call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    keepBytes: LARGEST_OUTPUT_BYTES,
    ...(call.input === undefined ? {} : { input: call.input }),
  });
  return requireEnded(repo, call, result);
}

function requireEnded(
  repo: Repository,
  call: GitCall,
  result: ProcessResult,
): ProcessResult & { exitCode: number } {
  const facts = { args: call.args, stderr: result.stderr.slice(-2_000), durationMs: result.durationMs };
  const name = `git ${call.args[0]}`;
  if (result.isNotFound) {
    throw new GitError(
      'git_missing',
      `no git binary is found under "${repo.git}"; install git 2.38 or newer`,
      {
        git: repo.git,
      },
    );
  }
  if (result.isTimedOut) {
    throw new GitError(
      'timed_out',
      `${name} took longer than ${call.timeoutMs ?? DEFAULT_TIMEOUT_MS} ms`,
      facts,
    );
  }
  if (result.isCanceled) throw new GitError('canceled', `${name} was canceled`, facts);
  if (result.exitCode === undefined) {
    throw new GitError(
      'command_failed',
      `${name} ended without an exit code (${result.signal ?? result.startError})`,
      { ...facts, signal: result.signal, startError: result.startError },
    );
  }
  if (result.stdoutBytes > LARGEST_OUTPUT_BYTES) {
    throw new GitError('output_too_large', `${name} printed ${result.stdoutBytes} bytes`, {
      args: call.args,
      bytes: result.stdoutBytes,
      limit: LARGEST_OUTPUT_BYTES,
    });
  }
  return { ...result, exitCode: result.exitCode };
}

function requireAccepted(call: GitCall, result: ProcessResult & { exitCode: number }) {
  if (call.accept === 'any' || (call.accept ?? [0]).includes(result.exitCode)) return result;
  throw gitFailure(call, result);
}

/** The lock file that stopped a command, as git names it in its message. */
function findLock(result: ProcessResult): string | undefined {
  return /Unable to create '([^']+\.lock)': File exists/.exec(result.stderr)?.[1];
}

const FAILURES: [
  RegExp,
  'not_a_repository' | 'unsafe_directory' | 'signing_failed' | 'unrelated_histories' | 'unknown_revision',
][] = [
  [/dubious ownership|unsafe repository/, 'unsafe_directory'],
  [/not a git repository/, 'not_a_repository'],
  [/failed to sign the data|gpg failed to sign|Load key .* (invalid format|No such file)/, 'signing_failed'],
  [/refusing to merge unrelated histories/, 'unrelated_histories'],
  [
    /unknown revision|bad revision|[Nn]ot a valid (object|commit) name|bad object|Needed a single revision|not something we can merge|not a valid object/,
    'unknown_revision',
  ],
];

/** A failed command as an error: the code is read from git's English words, the words are kept. */
export function gitFailure(call: Pick<GitCall, 'args' | 'cwd'>, result: ProcessResult): GitError {
  const words = result.stderr.trim() || result.stdout.trim();
  const code = FAILURES.find(([pattern]) => pattern.test(result.stderr))?.[1] ?? 'command_failed';
  return new GitError(
    code,
    `git ${call.args[0]} failed with exit code ${result.exitCode}: ${words.slice(-800)}`,
    {
      args: call.args,
      cwd: call.cwd,
      exitCode: result.exitCode,
      stderr: result.stderr.slice(-2_000),
    },
  );
}
